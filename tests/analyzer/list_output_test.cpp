// Tests analyzer/list_output.cpp: one list as table, JSON, JSON lines and CSV.
#include "analyzer/list_output.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

const std::vector<Column> kColumns = {{"name", "NAME"},
                                      {"ok", "OK", ColumnKind::number},
                                      {"failed", "FAILED", ColumnKind::failures},
                                      {"parts", "PARTS"}};

const ordered_json kRows = {
    {{"name", "example.com"}, {"ok", 1204}, {"failed", 0}, {"parts", {"a", "b"}}, {"more", true}},
    {{"name", "b\xC3\xBC"}, {"ok", nullptr}, {"failed", 3210}, {"parts", ordered_json::array()}}};

TEST_CASE("a table is aligned, numbers to the right, failures marked, the unknown a dash") {
  CHECK(write_list("rows", kColumns, kRows, {}) ==
        "NAME            OK   FAILED  PARTS\n"
        "example.com  1,204        0  a, b\n"
        "b\xC3\xBC               -  ! 3,210  -\n");
}

TEST_CASE("colour stands beside the symbol, never alone") {
  const std::string table = write_list("rows", kColumns, kRows, {.color = true});
  CHECK(table.find("\x1b[31m! 3,210\x1b[0m") != std::string::npos);
  CHECK(table.find("\x1b[1mNAME") == 0);
}

TEST_CASE("the widest text column gives way to the width of the terminal") {
  const ordered_json rows = {{{"name", "a-very-long-name.example.com"}, {"parts", "short"}}};
  CHECK(write_list("rows", {{"name", "NAME"}, {"parts", "PARTS"}}, rows, {.width = 20}) ==
        "NAME           PARTS\n"
        "a-very-long-…  short\n");
  const std::string narrow =
      write_list("rows", {{"name", "NAME"}, {"parts", "PARTS"}}, rows, {.width = 3});
  CHECK(narrow.find("a-very-long…") != std::string::npos);
}

TEST_CASE("a table that is too wide loses its least columns first") {
  const std::vector<Column> columns = {{"id", "ID", ColumnKind::number},
                                       {"name", "NAME", ColumnKind::name},
                                       {"more", "MORE", ColumnKind::text, 2},
                                       {"ok", "OK", ColumnKind::number, 1}};
  const ordered_json rows = {
      {{"id", 1}, {"name", "mail.example.com"}, {"more", "a longer text"}, {"ok", 5}}};
  const struct {
    std::size_t width;
    const char* want;
  } cases[] = {
      {0, "ID  NAME              MORE           OK\n 1  mail.example.com  a longer text   5\n"},
      {34, "ID  NAME          MORE          OK\n 1  mail.exampl…  a longer te…   5\n"},
      {33, "ID  NAME              OK\n 1  mail.example.com   5\n"},
      {16, "ID  NAME        \n 1  mail.exampl…\n"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.width);
    CHECK(write_list("rows", columns, rows, {.width = c.width}) == c.want);
  }
}

TEST_CASE("a name that nobody gave is a word in the table and stays empty for programs") {
  const std::vector<Column> columns = {{"name", "NAME", ColumnKind::name}};
  const ordered_json rows = {{{"name", {"", "a"}}}, {{"name", ""}}};
  CHECK(write_list("rows", columns, rows, {}) == "NAME\n(none named), a\n(none named)\n");
  CHECK(write_list("rows", columns, rows, {.format = Format::ndjson}) ==
        "{\"name\":[\"\",\"a\"]}\n{\"name\":\"\"}\n");
  CHECK(write_list("rows", columns, rows, {.format = Format::csv}) == "name\r\n\", a\"\r\n\r\n");
}

TEST_CASE(
    "of many names in a cell the table shows a few, so that no stranger widens all its rows") {
  ordered_json names = ordered_json::array();
  for (int n = 1; n <= 1205; ++n)
    names.push_back(std::to_string(n));
  const std::vector<Column> columns = {{"name", "NAME", ColumnKind::name}};
  const ordered_json rows = {{{"name", names}}};
  CHECK(write_list("rows", columns, rows, {}) == "NAME\n1, 2, 3, 4, 5 and 1,200 more\n");
  CHECK(write_list("rows", columns, rows, {.format = Format::csv}).ends_with(", 1205\"\r\n"));
}

TEST_CASE("text from strangers cannot steer the terminal, in any format") {
  const ordered_json rows = {{{"name", "\x1b[2J\r\n\xE2\x80\xAE\x7F"}}};
  for (const Format format : {Format::table, Format::json, Format::ndjson, Format::csv}) {
    const std::string text = write_list("rows", {{"name", "NAME"}}, rows, {.format = format});
    CAPTURE(text);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(text.find('\x7F') == std::string::npos);
  }
}

TEST_CASE("JSON has all members, the schema's number and what is added") {
  const std::string text =
      write_list("rows", kColumns, kRows, {.format = Format::json}, {{"total", 2}});
  CHECK(text.back() == '\n');
  const auto json = ordered_json::parse(text);
  CHECK(json["schema"] == 1);
  CHECK(json["rows"] == kRows);
  CHECK(json["total"] == 2);
}

TEST_CASE("of a long list no more is held than a thousand rows and a piece") {
  for (const Format format : {Format::table, Format::json, Format::ndjson, Format::csv}) {
    std::size_t largest = 0;
    std::string text;
    ListWriter writer("rows", {{"name", "NAME"}, {"n", "N", ColumnKind::number}},
                      {.format = format}, [&](std::string_view piece) {
                        largest = std::max(largest, piece.size());
                        text += piece;
                      });
    for (int n = 0; n < 20'000; ++n) {
      writer.add({{"name", "example"}, {"n", n}});
      if (n == 10'000) CHECK_FALSE(text.empty());
    }
    writer.finish();
    CHECK(largest < 70'000);
    CHECK(std::ranges::count(text, '\n') == (format == Format::json     ? 1
                                             : format == Format::ndjson ? 20'000
                                                                        : 20'001));
    if (format == Format::json) CHECK(ordered_json::parse(text)["rows"].size() == 20'000);
  }
}

TEST_CASE("a row behind those that a table is measured by keeps all of its text off a terminal") {
  for (const std::size_t width : {std::size_t{0}, std::size_t{20}}) {
    std::string text;
    ListWriter writer("rows", {{"name", "NAME"}, {"last", "LAST"}}, {.width = width},
                      [&](std::string_view piece) { text += piece; });
    for (int n = 0; n < 1'500; ++n)
      writer.add({{"name", "short"}, {"last", "x"}});
    writer.add({{"name", "far-longer.example"}, {"last", "x"}});
    writer.finish();
    CHECK(
        text.ends_with(width == 0 ? "short  x\nfar-longer.example  x\n" : "short  x\nfar-…  x\n"));
  }
}

TEST_CASE("JSON lines are one row a line") {
  CHECK(write_list("rows", kColumns, {{{"a", 1}}, {{"a", 2}}}, {.format = Format::ndjson}) ==
        "{\"a\":1}\n{\"a\":2}\n");
}

TEST_CASE("bytes that are no UTF-8 do not stop the output") {
  CHECK(write_json("\xFF") == "\"\\ufffd\"\n");
}

TEST_CASE("CSV keeps names, quotes what needs it and defuses formulas") {
  struct {
    ordered_json value;
    const char* want;
  } const cases[] = {
      {"plain", "plain"},
      {"a,b", "\"a,b\""},
      {"say \"x\"", "\"say \"\"x\"\"\""},
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\t=1", "'\\x09=1"},
      {"  =1", "'  =1"},
      {"\u00A0\u3000@a", "'\u00A0\u3000@a"},
      {"\uFF1D1", "'\uFF1D1"},
      {"\uFF0B1", "'\uFF0B1"},
      {"\uFF0D1", "'\uFF0D1"},
      {"\uFF20a", "'\uFF20a"},
      {" a=1", " a=1"},
      {" ", " "},
      {-1, "-1"},
      {1204, "1204"},
      {nullptr, ""},
      {true, "yes"},
      {{"x", "y"}, "\"x, y\""},
      {"=a,\"b", "\"'=a,\"\"b\""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.want);
    CHECK(write_list("rows", {{"key", "TITLE"}}, {{{"key", c.value}}}, {.format = Format::csv}) ==
          std::string("key\r\n") + c.want + "\r\n");
  }
}

TEST_CASE("text is cut at a character, by its columns") {
  CHECK(cut("example", 7) == "example");
  CHECK(cut("example", 4) == "exa…");
  CHECK(cut("example", 4, false) == "exa~");
  CHECK(cut("\xC3\xBC\xC3\xBC\xC3\xBC", 2) == "\xC3\xBC…");
  CHECK(cut("example", 0) == "");
}

}  // namespace
}  // namespace tlsward
