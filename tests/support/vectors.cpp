#include "tests/support/vectors.h"

#include "schema/text.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace tlsward::tests {
namespace {

std::string whole(const std::string& file) {
  const std::ifstream in(std::string(TLSWARD_SOURCE) + "/tests/vectors/" + file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Takes a cell off the text, with what ends it; `ends_row` tells whether that was the row's last.
std::string next_cell(std::string_view& text, bool& ends_row) {
  std::string cell;
  bool quoted = false;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') {
      if (quoted && text.starts_with('"')) {
        cell += c;
        text.remove_prefix(1);
        continue;
      }
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\n')) {
      ends_row = c == '\n';
      return cell;
    } else {
      cell += c;
    }
  }
  ends_row = true;
  return cell;
}

std::string unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (text.starts_with("\\x") && text.size() >= 4) {
      plain += static_cast<char>(hex_digit(text[2]) * 16 + hex_digit(text[3]));
      text.remove_prefix(4);
    } else if (text.starts_with("\\n") || text.starts_with("\\r") || text.starts_with("\\t")) {
      plain += text[1] == 'n' ? '\n' : text[1] == 'r' ? '\r' : '\t';
      text.remove_prefix(2);
    } else {
      plain += text.front();
      text.remove_prefix(1);
    }
  }
  return plain;
}

std::vector<std::string> next_row(std::string_view& text) {
  std::vector<std::string> row;
  for (bool ends = false; !ends;)
    row.push_back(next_cell(text, ends));
  return row;
}

}  // namespace

std::vector<Vector> read_vectors(const std::string& file) {
  const std::string bytes = whole(file);
  std::string_view text = bytes;
  const std::vector<std::string> heading = next_row(text);
  std::vector<Vector> vectors;
  while (!text.empty()) {
    const std::vector<std::string> row = next_row(text);
    REQUIRE(row.size() == heading.size());
    Vector& vector = vectors.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i)
      vector[heading[i]] = heading[i] == "input" ? unescaped(row[i]) : row[i];
  }
  REQUIRE_FALSE(vectors.empty());
  return vectors;
}

std::string plain(const std::string& verdict) {
  return verdict.substr(0, verdict.find('*'));
}

}  // namespace tlsward::tests
