// The dimension tables: domains, organizations and other text that occurs in many rows is written
// once, and rows hold its id. What is asked for often is kept in memory, bounded, because senders
// choose these texts.
#pragma once

#include "schema/domain.h"
#include "schema/sqlite/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tlsward::sqlite {

struct Organization {
  std::string organization_name;
  std::string contact_info;
  std::string reporter;  // reporter_key()
};

// Remembers up to 10,000 entries and 2 MB of keys and values, and begins anew beyond that.
template <typename Key, typename Value>
class Remembered {
 public:
  // The value of the key; nullptr if it is not remembered. Good until the next add().
  const Value* find(const Key& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : &found->second;
  }

  void add(const Key& key, Value value, std::size_t bytes) {
    bytes_ += bytes;
    // A bucket of more than 32 is no chance: somebody chose texts of the same hash.
    if (values_.size() >= 10'000 || bytes_ > 2'000'000 ||
        (!values_.empty() && values_.bucket_size(values_.bucket(key)) > 32)) {
      clear();
    }
    values_.emplace(key, std::move(value));
  }

  void clear() {
    values_.clear();
    bytes_ = 0;
  }

 private:
  std::unordered_map<Key, Value> values_;
  std::size_t bytes_ = 0;
};

// Writing (what has `_id` in its name) goes inside a transaction.
class Dimensions {
 public:
  explicit Dimensions(Connection& connection) : connection_(connection) {}

  // The id of what is given, which is made if it is new. Ids begin with 1.
  std::int64_t text_id(const std::string& text);
  std::int64_t domain_id(const Domain& domain);
  std::int64_t organization_id(const Organization& organization);

  // The same; none for empty text and for an empty list. A list is one text of lines.
  std::optional<std::int64_t> optional_text_id(const std::string& text);
  std::optional<std::int64_t> list_id(const std::vector<std::string>& list);
  std::optional<std::int64_t> list_id(const std::vector<Domain>& list);

  // What has the id; empty for none.
  std::string text(std::optional<std::int64_t> id);
  std::vector<std::string> list(std::optional<std::int64_t> id);
  Domain domain(std::int64_t id);
  Organization organization(std::int64_t id);

  // After a rollback: an id that was made in it means nothing.
  void forget();

 private:
  Connection& connection_;
  Remembered<std::string, std::int64_t> text_ids_;
  Remembered<std::string, std::int64_t> domain_ids_;
  Remembered<std::string, std::int64_t> organization_ids_;
  Remembered<std::int64_t, std::string> texts_;
  Remembered<std::int64_t, Domain> domains_;
  Remembered<std::int64_t, Organization> organizations_;
};

}  // namespace tlsward::sqlite
