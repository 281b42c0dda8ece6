#include "web/api_reports.h"

#include "analyzer/report_list.h"
#include "web/api_paging.h"
#include "web/api_problem.h"
#include "web/api_query.h"
#include "web/asked.h"
#include "web/seen_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr int kMostTries = 10;  // to fill a part of which little is shown

// Which row of the list: "2026-11-23.17".
struct Place {
  Day day;
  std::int64_t id = 0;
};

std::string name_of(const Place& place) {
  return fmt::format("{}.{}", format_day(place.day), place.id);
}

std::optional<Place> parse_place(std::string_view text) {
  const auto dot = std::min(text.find('.'), text.size());
  const auto day = parse_day(text.substr(0, dot));
  const auto id = number_of(text.substr(std::min(dot + 1, text.size())));
  return day && id ? std::optional(Place{*day, *id}) : std::nullopt;
}

// At most `most` rows behind the place: those of its day, then those of the days before.
std::vector<ReportRow> rows_behind(Store& store, Filter filter, const std::optional<Place>& place,
                                   std::size_t most) {
  std::vector<ReportRow> rows;
  if (place && (!filter.until || *filter.until >= place->day)) {
    Filter of_day = filter;
    of_day.until = place->day;
    of_day.since = std::max(filter.since.value_or(place->day), place->day);
    of_day.limit = 0;
    if (of_day.since == of_day.until)
      store.reports().each_row(of_day, [&](const ReportRow& row) {
        if (row.id < place->id && rows.size() < most) rows.push_back(row);
      });
  }
  if (place) filter.until = std::min(filter.until.value_or(Day::max()), place->day - days(1));
  const bool are_more_days = !filter.since || !filter.until || *filter.since <= *filter.until;
  if (rows.size() == most || !are_more_days) return rows;
  filter.limit = most - rows.size();
  for (ReportRow& row : store.reports().list(filter))
    rows.push_back(std::move(row));
  return rows;
}

// What the viewer gets of it, if it is asked for.
std::optional<ReportRow> chosen(const Visit& visit, std::optional<Trust> trust, ReportRow row) {
  if (trust && row.trust != *trust) return {};
  return seen_row(visit, std::move(row));
}

std::optional<Trust> read_trust(ApiQuery& query) {
  std::vector<std::string_view> names;
  for (const Trust trust : kTrusts)
    names.push_back(name(trust));
  const auto asked = query.choice("trust", names);
  const auto* const found =
      std::ranges::find_if(kTrusts, [&](Trust trust) { return asked && name(trust) == *asked; });
  return found == std::end(kTrusts) ? std::nullopt : std::optional(*found);
}

}  // namespace

Response api_reports(const Visit& visit) {
  ApiQuery query(visit.request.query, visit.today());
  Filter filter = read_filter(query, visit);
  filter.uncounted = query.flag("uncounted");
  filter.text = query.text("q").value_or("");
  const std::optional<Trust> trust = read_trust(query);
  const Paging paging = read_paging(query);
  std::optional<Place> place = parse_place(paging.after);
  if (!place && !paging.after.empty()) refuse_after(query, paging);
  if (const auto fault = query.fault()) return api_problem(*fault);
  auto shown = ordered_json::array();
  bool are_more = true;
  for (int tries = 0; are_more && shown.size() < paging.limit && tries < kMostTries; ++tries) {
    const std::size_t wanted = paging.limit - shown.size();
    std::vector<ReportRow> rows = rows_behind(visit.store, filter, place, wanted + 1);
    are_more = rows.size() > wanted;
    if (are_more) rows.pop_back();
    if (!rows.empty()) place = {rows.back().day, rows.back().id};
    for (ReportRow& row : rows)
      if (const auto seen = chosen(visit, trust, std::move(row))) shown.push_back(to_json(*seen));
  }
  return {.media_type = kJson,
          .body = write_json(
              {{"schema", 1},
               {"reports", std::move(shown)},
               {"next", are_more ? next_link(visit, name_of(*place)) : ordered_json()}})};
}

}  // namespace tlsward
