// Tests analyzer/render.cpp: values go into a template, and nothing in them is HTML.
#include "analyzer/render.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

TEST_CASE("objects, lists, truth and numbers fill a template") {
  struct {
    const char* mustache;
    ordered_json values;
    const char* want;
  } const cases[] = {
      {"{{a}} {{n}}", {{"a", "x"}, {"n", 1204}}, "x 1204"},
      {"{{#rows}}[{{a}}]{{/rows}}", {{"rows", {{{"a", 1}}, {{"a", 2}}}}}, "[1][2]"},
      {"{{#rows}}x{{/rows}}{{^rows}}none{{/rows}}", {{"rows", ordered_json::array()}}, "none"},
      {"{{#a}}yes{{/a}}{{^a}}no{{/a}}", {{"a", nullptr}}, "no"},
      {"{{#a}}yes{{/a}}{{^a}}no{{/a}}", {{"a", true}}, "yes"},
      {"{{#a}}{{b}}{{/a}}", {{"a", {{"b", "in"}}}}, "in"},
      {"{{missing}}", {{"a", 1}}, ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.mustache);
    CHECK(render(c.mustache, c.values) == c.want);
  }
}

TEST_CASE("markup in a value is text") {
  CHECK(render("<p title=\"{{a}}\">", {{"a", "\"><script>alert('x')&"}}) ==
        "<p title=\"&quot;&gt;&lt;script&gt;alert(&apos;x&apos;)&amp;\">");
}

TEST_CASE("a template that is none is our fault and is told") {
  CHECK_THROWS_AS(render("{{#open}}", ordered_json::object()), std::runtime_error);
}

}  // namespace
}  // namespace tlsward
