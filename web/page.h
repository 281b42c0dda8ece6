// A page of the dashboard: its own template between the parts that all have (templates/
// part_begin.html, part_end.html), in the reader's language and colours.
#pragma once

#include "web/response.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace tlsward {

// What a page says of itself to the parts that all have.
struct PageHead {
  std::string_view name;     // of templates/NAME.html, and of its words: page-NAME.txt
  std::string title;         // of the window, in words
  std::string_view section;  // of the navigation: "overview", "problems", "reports", ...; "" = none
  std::string command = {};  // that shows the same on the command line; "" = none
  std::string here = {};     // where a GET shows it, of an answer to a form; "" = as asked
};

// The template finds `values`, which it may not take away: "c" and "w", the words that all pages
// have and its own, {{c.sessions}}; "base", before each path; "here", path and query of this page;
// "form_token", "may_change", "sees_all", "user", "is_known". Everything is escaped by the engine.
Response make_page(const Visit& visit, const PageHead& head, nlohmann::ordered_json values,
                   int status = 200);

// A page that says one thing: that there is no such page, or why it is not shown.
Response message_page(const Visit& visit, int status, std::string_view key);

}  // namespace tlsward
