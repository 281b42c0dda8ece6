#include "web/api_reports.h"

#include "analyzer/report_list.h"
#include "web/api_answer.h"
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

constexpr int kMostTries = 10;  // to fill a part of which little is shown

// Which row of the list: "2026-11-23.17".
std::string name_of(const ListPlace& place) {
  return fmt::format("{}.{}", format_day(place.day), place.id);
}

std::optional<ListPlace> parse_place(std::string_view text) {
  const auto dot = std::min(text.find('.'), text.size());
  const auto day = parse_day(text.substr(0, dot));
  const auto id = number_of(text.substr(std::min(dot + 1, text.size())));
  return day && id ? std::optional(ListPlace{*day, *id}) : std::nullopt;
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
  filter.trust = read_trust(query);
  const Paging paging = read_paging(query);
  filter.behind = parse_place(paging.after);
  if (!filter.behind && !paging.after.empty()) refuse_after(query, paging);
  if (auto refusal = refusal_of(query)) return *std::move(refusal);
  auto shown = ordered_json::array();
  bool are_more = true;
  for (int tries = 0; are_more && shown.size() < paging.limit && tries < kMostTries; ++tries) {
    const std::size_t wanted = paging.limit - shown.size();
    filter.limit = wanted + 1;
    std::vector<ReportRow> rows = visit.store.reports().list(filter);
    are_more = rows.size() > wanted;
    if (are_more) rows.pop_back();
    if (!rows.empty()) filter.behind = {rows.back().day, rows.back().id};
    for (ReportRow& row : rows)
      if (const auto seen = seen_row(visit, std::move(row))) shown.push_back(to_json(*seen));
  }
  return json_response(ordered_json{
      {"schema", 1},
      {"reports", std::move(shown)},
      {"next", are_more ? next_link(visit, name_of(*filter.behind)) : ordered_json()}});
}

}  // namespace tlsward
