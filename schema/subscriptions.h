// Who gets no mail of an owner any more, though the configuration names them: those who have
// unsubscribed. All others have not.
#pragma once

#include "schema/timestamp.h"

#include <string>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
}

struct EndedSubscription {
  std::string owner;    // as in the configuration
  std::string address;  // as SMTP takes it; the same one in any case of its letters
  Timestamp since;
};

// For the thread of its Store. Writing goes inside Store::transact().
class Subscriptions {
 public:
  explicit Subscriptions(sqlite::Database& database) : database_(database) {}

  // False if it had ended before, which stays as it was.
  bool end(const EndedSubscription& subscription);

  // False if it had not ended.
  bool resume(const std::string& owner, const std::string& address);

  bool has_ended(const std::string& owner, const std::string& address);

  // By owner and address.
  std::vector<EndedSubscription> ended();

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
