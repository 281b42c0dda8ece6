// What many pages show alike, as values for their templates: verdicts, figures, days, lists that go
// on for pages.
#pragma once

#include "analyzer/verdict.h"
#include "schema/counting.h"
#include "schema/finding.h"
#include "schema/timestamp.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tlsward {

struct BlindSpot;
struct DigestProblem;

// "verdict", the word in capitals; "verdict_class", of the style; "symbol", one character.
void add_verdict(nlohmann::ordered_json& values, Verdict verdict);

// A share of the sessions that stays on one line: "3.3 %"; "-" where there are none.
std::string rate(const Sessions& sessions, const Language& language);

// How many days a page looks back: the query's "range", 7, 30, 90 or 365; else 30.
int asked_range(const Visit& visit);

// The last day that a page is about: the query's "day" if it is one, else yesterday.
Day asked_day(const Visit& visit);

// "day", "day_in_words", and "previous_day" and "next_day" as links to this page, {"day","query"};
// without the next one where that is not over.
void add_day(nlohmann::ordered_json& values, const Visit& visit, Day day);

// The choices of "range", as links to this page: [{"days","query","is_chosen"}].
nlohmann::ordered_json range_choices(const Visit& visit);

// One part of a long list, by the query's "page" (1, 2, ...).
struct ListPart {
  std::size_t first = 0;  // of the rows that are shown
  std::size_t size = 0;
  std::size_t page = 1;
  std::size_t pages = 1;
};
ListPart part_of(const Visit& visit, std::size_t rows, std::size_t page_size = 50);

// {"is_parted","of","previous","next"}, for templates/part_list.html: words, and queries that lead
// to the parts beside it; null for none.
nlohmann::ordered_json part_links(const Visit& visit, const ListPart& part);

// A text of lines, each printable(), for <pre>.
std::string printable_lines(std::string_view text);

// The query, or "?" for none: an empty link leads to the same page with its query.
std::string link_to(const Parameters& query);

// The domains that the query narrows a page to, as words; null where it names none.
nlohmann::ordered_json only_domains(const Visit& visit);

// " --domain example.org" for each domain that a page is narrowed to, by its query or its viewer;
// "" for all. And " --lang pl" for who reads another language than English.
std::string domain_flags(const Visit& visit);
std::string language_flag(const Visit& visit);

// The same filter for Reports::deviations(): who sees all is told of reports about several domains,
// too, where they ask about none.
Filter deviations_filter(const Visit& visit, Filter filter);

// Whether a cell of a table may stay on one line: what strangers write can be of any length.
bool is_short(std::string_view text);

// Where a digest's problem is told of: its own page, or of one that is not kept apart the day's
// reports.
std::string problem_path(const DigestProblem& problem, Day day);

// By which way something came: "mailbox"; printable of one that this version does not know.
std::string channel_in_words(std::string_view channel, const Language& language);

// "blind_spots", what the digest cannot see, in words; and "has_blind_spots".
void add_blind_spots(nlohmann::ordered_json& values, std::span<const BlindSpot> spots);

// {"words","link"}: how many deliveries are in quarantine, where no report counts and the viewer
// may see what is set aside; null for none.
nlohmann::ordered_json set_aside_values(const Visit& visit);

// What a list without rows says, {"nothing","nothing_link":{"path","words"}}: before the first
// report that this viewer sees how one comes, or where those are that were set aside; null for both
// where there are reports.
void add_no_reports(nlohmann::ordered_json& values, const Visit& visit);

// "2026-11-23T14:55:00Z" and the same in words, for <time>.
nlohmann::ordered_json time_values(Timestamp time, const Language& language);

// What checks found, for templates/part_finding.html: [{"severity","id","plain","technical_words",
// "fix"}]; what is only worth knowing for engineers alone.
nlohmann::ordered_json finding_values(std::span<const Finding> findings, const Visit& visit);

// Lines of which those that begin with "$ " are commands of the one before, for templates/
// part_steps.html: [{"words","commands":[...]}].
nlohmann::ordered_json step_values(std::span<const std::string> lines);

}  // namespace tlsward
