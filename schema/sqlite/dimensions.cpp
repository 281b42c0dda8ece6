#include "schema/sqlite/dimensions.h"

#include "schema/store.h"

#include <initializer_list>
#include <string_view>

namespace tlsward::sqlite {

namespace {

// How a row is found, and made where there is none, by the same values.
struct Statements {
  Sql find;
  Sql make;
};

// Looks the id up in memory, then in the table; makes the row if there is none.
template <typename... Values>
std::int64_t id_of(Connection& connection, Remembered<std::string, std::int64_t>& remembered,
                   const std::string& key, const Statements& statements, const Values&... values) {
  if (const std::int64_t* id = remembered.find(key)) return *id;
  const auto found = [&]() -> std::optional<std::int64_t> {
    Rows rows = connection.query(statements.find, values...);
    if (!rows.next()) return std::nullopt;
    return rows.integer(0);
  }();
  if (!found) connection.run(statements.make, values...);
  return remembered.add(key, found ? *found : connection.last_id(), key.size());
}

std::size_t size_of(const std::string& text) {
  return text.size();
}

std::size_t size_of(const Domain& domain) {
  return domain.text().size();
}

std::size_t size_of(const Organization& organization) {
  return organization.organization_name.size() + organization.contact_info.size() +
         organization.reporter.size();
}

std::size_t size_of(const Policy& policy) {
  std::size_t size = policy.policy_type.size() + size_of(policy.policy_domain);
  for (const std::string& element : policy.policy_string)
    size += sizeof(std::string) + element.size();
  for (const Domain& name : policy.mx_host)
    size += sizeof(Domain) + size_of(name);
  return size;
}

// Looks the value up in memory, then in the table, where it must be.
template <typename Value, typename Read>
const Value& value_of(Connection& connection, Remembered<std::int64_t, Value>& remembered,
                      std::int64_t id, Sql find, Read read) {
  if (const Value* value = remembered.find(id)) return *value;
  Rows rows = connection.query(find, id);
  if (!rows.next()) {
    throw StoreUnusable("database " + connection.location() +
                        ": a row refers to one that is not there; restore a backup");
  }
  Value value = read(rows);
  const std::size_t size = size_of(value);
  return remembered.add(id, std::move(value), size);
}

// Each element ends in a line feed; line feeds and backslashes within one are escaped, so that any
// list comes back as it was.
void append_element(std::string& list, const std::string& element) {
  if (element.find('\n') == std::string::npos && element.find('\\') == std::string::npos) {
    list.append(element).append(1, '\n');
    return;
  }
  for (const char character : element) {
    if (character == '\n' || character == '\\') list += '\\';
    list += character == '\n' ? 'n' : character;
  }
  list += '\n';
}

std::string as_text(const std::vector<std::string>& elements) {
  std::string list;
  for (const std::string& element : elements)
    append_element(list, element);
  return list;
}

std::string as_text(const std::vector<Domain>& names) {
  std::string list;
  for (const Domain& name : names)
    append_element(list, name.text());
  return list;
}

std::vector<std::string> elements_of(const std::string& list) {
  std::vector<std::string> elements;
  std::string element;
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (list[at] == '\n') {
      elements.push_back(std::move(element));
      element.clear();
    } else if (list[at] == '\\') {
      element += list.at(++at) == 'n' ? '\n' : '\\';
    } else {
      element += list[at];
    }
  }
  return elements;
}

// One text for several. Each has its size in front, or some other texts would give the same.
std::string key_of(std::initializer_list<std::string_view> texts) {
  std::string key;
  for (const std::string_view text : texts)
    key.append(std::to_string(text.size())).append(1, ' ').append(text);
  return key;
}

Policy read_policy(const Rows& rows) {
  Policy policy{.policy_type = rows.text(0),
                .policy_string = elements_of(rows.text(1)),
                .policy_domain = Domain(rows.text(2))};
  for (const std::string& name : elements_of(rows.text(3)))
    policy.mx_host.emplace_back(name);
  return policy;
}

}  // namespace

std::int64_t Dimensions::text_id(const std::string& text) {
  return id_of(connection_, text_ids_, text,
               {"SELECT id FROM text WHERE text = ?", "INSERT INTO text (text) VALUES (?)"}, text);
}

std::int64_t Dimensions::domain_id(const Domain& domain) {
  return id_of(connection_, domain_ids_, domain.text(),
               {"SELECT id FROM domain WHERE name = ?", "INSERT INTO domain (name) VALUES (?)"},
               domain.text());
}

std::int64_t Dimensions::policy_id(const Policy& policy) {
  const std::string policy_string = as_text(policy.policy_string);
  const std::string mx_host = as_text(policy.mx_host);
  const std::string key =
      key_of({policy.policy_domain.text(), policy.policy_type, mx_host, policy_string});
  return id_of(connection_, policy_ids_, key,
               {"SELECT id FROM policy WHERE policy_domain = ? AND policy_type = ? "
                "AND mx_host = ? AND policy_string = ?",
                "INSERT INTO policy (policy_domain, policy_type, mx_host, policy_string) "
                "VALUES (?, ?, ?, ?)"},
               policy.policy_domain.text(), policy.policy_type, mx_host, policy_string);
}

std::int64_t Dimensions::organization_id(const Organization& organization) {
  const std::string key =
      key_of({organization.organization_name, organization.contact_info, organization.reporter});
  return id_of(connection_, organization_ids_, key,
               {"SELECT id FROM organization WHERE organization_name = ? AND contact_info = ? "
                "AND reporter = ?",
                "INSERT INTO organization (organization_name, contact_info, reporter) "
                "VALUES (?, ?, ?)"},
               organization.organization_name, organization.contact_info, organization.reporter);
}

std::optional<std::int64_t> Dimensions::optional_text_id(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text_id(text);
}

const std::string& Dimensions::text(std::int64_t id) {
  return value_of(connection_, texts_, id, "SELECT text FROM text WHERE id = ?",
                  [](const Rows& rows) { return rows.text(0); });
}

const Domain& Dimensions::domain(std::int64_t id) {
  return value_of(connection_, domains_, id, "SELECT name FROM domain WHERE id = ?",
                  [](const Rows& rows) { return Domain(rows.text(0)); });
}

const Policy& Dimensions::policy(std::int64_t id) {
  return value_of(
      connection_, policies_, id,
      "SELECT policy_type, policy_string, policy_domain, mx_host FROM policy WHERE id = ?",
      read_policy);
}

const Organization& Dimensions::organization(std::int64_t id) {
  return value_of(connection_, organizations_, id,
                  "SELECT organization_name, contact_info, reporter FROM organization WHERE id = ?",
                  [](const Rows& rows) {
                    return Organization{rows.text(0), rows.text(1), rows.text(2)};
                  });
}

std::string Dimensions::optional_text(std::optional<std::int64_t> id) {
  return id ? text(*id) : std::string();
}

void Dimensions::forget() {
  text_ids_.clear();
  domain_ids_.clear();
  policy_ids_.clear();
  organization_ids_.clear();
  texts_.clear();
  domains_.clear();
  policies_.clear();
  organizations_.clear();
}

}  // namespace tlsward::sqlite
