// Numbers, lists and paragraphs as people read them: digest, lists, explanations and pages say them
// the same way, in each language.
#pragma once

#include "analyzer/language.h"
#include "schema/delivery.h"
#include "schema/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

// "1,204,337"; Polish "1 204 337" with blanks that do not break, but "1204".
std::string grouped(std::int64_t number, const Language& language = english());

// "1 report", "1,204 reports", "22 raporty", "1204 raporty". The noun is one of those in
// words/<language>/general.txt, of which the first word is the name there.
std::string counted(std::int64_t number, std::string_view noun,
                    const Language& language = english());

// "Tue 24 Nov 2026", "wt. 24 listopada 2026".
std::string day_in_words(Day day, const Language& language = english());

// "Tue 24 Nov 2026, 14:55 UTC".
std::string time_in_words(Timestamp time, const Language& language = english());

// A text of the catalogue that has a number {n} in it, in the form that the number takes, with this
// and the other values put in.
std::string told(std::string_view key, std::int64_t number,
                 std::initializer_list<std::pair<std::string_view, std::string>> values,
                 const Language& language);

// The name for people, printable; "(none named)" where a report names none.
std::string shown_name(std::string_view name, std::size_t max_bytes = 200,
                       const Language& language = english());

// A share 0..1 as "25.9 %". What is not 0 is never shown as 0.0, what is not all never as 100.0:
// "<0.1 %", ">99.9 %". Polish: "25,9%".
std::string percent(double share, const Language& language = english());

// "Google Inc., mail.ru and 3 more": the first `shown` of the names, each as shown_name().
std::string enumerate(std::span<const std::string> names, std::size_t shown = 3,
                      const Language& language = english());

// How far something is believed, in a word: "verified", "zweryfikowany" (a report).
std::string_view name(Trust trust, const Language& language);

// The same with what it means: "verified: signed by the reporter". Lists show each report's own
// evidence, which is for engineers, and English.
std::string trust_in_words(Trust trust, const Language& language = english());

// One bar for each share 0..1, higher for more, "·" (ASCII: ".") for -1, which is "no report".
std::string spark(std::span<const double> shares, bool unicode = true);

// The columns of paragraphs on a terminal of this width: at most 72, at least 40; 72 for 0 (none).
std::size_t paragraph_columns(std::size_t width);

// The text's words in lines of at most `columns`, each begun by the indent (the first one by
// `first`) and ended by a newline. A word that is longer stands on a line of its own.
std::string wrap(std::string_view text, std::string_view first, std::string_view indent,
                 std::size_t columns = 72);

}  // namespace tlsward
