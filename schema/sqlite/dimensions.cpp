#include "schema/sqlite/dimensions.h"

namespace tlsward::sqlite {

namespace {

// Looks for the row, makes it if there is none, and remembers its id under the key.
template <typename... Values>
std::int64_t find_or_make(Connection& connection, Sql find, Sql make, const Values&... values) {
  {
    Rows rows = connection.query(find, values...);
    if (rows.next()) return rows.integer(0);
  }
  connection.run(make, values...);
  return connection.last_id();
}

// One line for each element; line breaks and backslashes within one are escaped, so that any list
// comes back as it was.
void append_line(std::string& lines, const std::string& element) {
  for (const char character : element) {
    if (character == '\\') {
      lines += "\\\\";
    } else if (character == '\n') {
      lines += "\\n";
    } else {
      lines += character;
    }
  }
}

std::vector<std::string> split_lines(const std::string& lines) {
  std::vector<std::string> list(1);
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (lines[at] == '\n') {
      list.emplace_back();
    } else if (lines[at] == '\\') {
      list.back() += lines[++at] == 'n' ? '\n' : '\\';
    } else {
      list.back() += lines[at];
    }
  }
  return list;
}

}  // namespace

std::int64_t Dimensions::text_id(const std::string& text) {
  if (const std::int64_t* id = text_ids_.find(text)) return *id;
  const std::int64_t id = find_or_make(connection_, "SELECT id FROM text WHERE text = ?",
                                       "INSERT INTO text (text) VALUES (?)", text);
  text_ids_.add(text, id, text.size());
  return id;
}

std::int64_t Dimensions::domain_id(const Domain& domain) {
  const std::string& name = domain.text();
  if (const std::int64_t* id = domain_ids_.find(name)) return *id;
  const std::int64_t id = find_or_make(connection_, "SELECT id FROM domain WHERE name = ?",
                                       "INSERT INTO domain (name) VALUES (?)", name);
  domain_ids_.add(name, id, name.size());
  return id;
}

std::int64_t Dimensions::organization_id(const Organization& organization) {
  const std::string key = organization.organization_name + '\n' + organization.contact_info;
  if (const std::int64_t* id = organization_ids_.find(key)) return *id;
  std::optional<std::int64_t> id;
  {
    Rows rows = connection_.query(
        "SELECT id FROM organization WHERE organization_name = ? AND contact_info = ?",
        organization.organization_name, organization.contact_info);
    if (rows.next()) id = rows.integer(0);
  }
  if (!id) {
    connection_.run(
        "INSERT INTO organization (organization_name, contact_info, reporter) VALUES (?, ?, ?)",
        organization.organization_name, organization.contact_info, organization.reporter);
    id = connection_.last_id();
  }
  organization_ids_.add(key, *id, key.size());
  return *id;
}

std::optional<std::int64_t> Dimensions::optional_text_id(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text_id(text);
}

std::optional<std::int64_t> Dimensions::list_id(const std::vector<std::string>& list) {
  if (list.empty()) return std::nullopt;
  std::string lines;
  for (const std::string& element : list) {
    if (&element != &list.front()) lines += '\n';
    append_line(lines, element);
  }
  return text_id(lines);
}

std::optional<std::int64_t> Dimensions::list_id(const std::vector<Domain>& list) {
  std::vector<std::string> names;
  names.reserve(list.size());
  for (const Domain& domain : list)
    names.push_back(domain.text());
  return list_id(names);
}

std::string Dimensions::text(std::optional<std::int64_t> id) {
  if (!id) return {};
  if (const std::string* text = texts_.find(*id)) return *text;
  Rows rows = connection_.query("SELECT text FROM text WHERE id = ?", *id);
  if (!rows.next()) return {};
  std::string text = rows.text(0);
  texts_.add(*id, text, text.size());
  return text;
}

std::vector<std::string> Dimensions::list(std::optional<std::int64_t> id) {
  if (!id) return {};
  return split_lines(text(id));
}

Domain Dimensions::domain(std::int64_t id) {
  if (const Domain* domain = domains_.find(id)) return *domain;
  Rows rows = connection_.query("SELECT name FROM domain WHERE id = ?", id);
  if (!rows.next()) return {};
  Domain domain(rows.text(0));
  domains_.add(id, domain, domain.text().size());
  return domain;
}

Organization Dimensions::organization(std::int64_t id) {
  if (const Organization* organization = organizations_.find(id)) return *organization;
  Rows rows = connection_.query(
      "SELECT organization_name, contact_info, reporter FROM organization WHERE id = ?", id);
  if (!rows.next()) return {};
  Organization organization{rows.text(0), rows.text(1), rows.text(2)};
  organizations_.add(id, organization,
                     organization.organization_name.size() + organization.contact_info.size());
  return organization;
}

void Dimensions::forget() {
  text_ids_.clear();
  domain_ids_.clear();
  organization_ids_.clear();
  texts_.clear();
  domains_.clear();
  organizations_.clear();
}

}  // namespace tlsward::sqlite
