#include "web/quarantine_pages.h"

#include "analyzer/delivery_list.h"
#include "analyzer/wording.h"
#include "schema/deliveries.h"
#include "schema/printable.h"
#include "web/asked.h"
#include "web/page.h"
#include "web/table_data.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostRows = 1'000;
constexpr std::size_t kBeginning = 2'048;  // bytes shown of what is in quarantine
constexpr Outcome kOutcomes[] = {Outcome::stored, Outcome::duplicate, Outcome::conflict,
                                 Outcome::quarantined, Outcome::refused};

std::string words(const Visit& visit, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-quarantine.{}", key)));
}

std::string reason_in_words(const Visit& visit, Reason reason) {
  return words(visit, fmt::format("reason-{}", name(reason)));
}

std::optional<Reason> asked_reason(const Visit& visit) {
  const std::string asked = visit.asked("reason").value_or("");
  const auto* const found =
      std::ranges::find_if(kStoredReasons, [&](Reason reason) { return name(reason) == asked; });
  return found == std::end(kStoredReasons) ? std::nullopt : std::optional(*found);
}

ordered_json row_values(const Visit& visit, const KeptDelivery& kept) {
  const Language& language = visit.language();
  return {{"path", fmt::format("/quarantine/{}", kept.id)},
          {"received", time_values(kept.received, language)},
          {"reason", kept.rejection ? reason_in_words(visit, kept.rejection->reason) : "-"},
          {"detail", kept.rejection ? printable(kept.rejection->detail, 300) : ""},
          {"source", printable(kept.source, 200)},
          {"via", channel_in_words(kept.channel, language)},
          {"bytes", grouped(kept.bytes, language)}};
}

ordered_json reason_options(const Visit& visit, std::optional<Reason> chosen) {
  auto options = ordered_json::array();
  for (const Reason reason : kStoredReasons)
    options.push_back({{"value", name(reason)},
                       {"word", reason_in_words(visit, reason)},
                       {"is_chosen", reason == chosen}});
  return options;
}

// What became of what was let out, one line for each report in it, in our words.
ordered_json became_values(const Visit& visit) {
  const std::vector<std::string> outcomes = visit.request.query.all("became");
  const std::vector<std::string> reports = visit.request.query.all("report");
  auto values = ordered_json::array();
  for (std::size_t n = 0; n < outcomes.size(); ++n) {
    const bool is_known = std::ranges::any_of(
        kOutcomes, [&](Outcome outcome) { return name(outcome) == outcomes[n]; });
    if (!is_known) continue;
    const auto report = n < reports.size() ? number_of(reports[n]) : std::nullopt;
    values.push_back({{"words", words(visit, "became-" + outcomes[n])},
                      {"report", report ? ordered_json(*report) : ordered_json()}});
  }
  return values;
}

}  // namespace

Response quarantine_page(const Visit& visit) {
  const std::optional<Reason> reason = asked_reason(visit);
  if (const auto format = asked_as_data(visit, "quarantine"))
    return written_data("quarantine", *format, [&](const OutputOptions& output, const Sink& sink) {
      sink(list_quarantine(visit.store, reason, 0, output));
    });
  const std::vector<KeptDelivery> all = visit.store.deliveries().quarantine(reason, kMostRows + 1);
  const bool is_cut = all.size() > kMostRows;
  const ListPart part = part_of(visit, std::min(all.size(), kMostRows));
  auto rows = ordered_json::array();
  for (std::size_t i = part.first; i < part.first + part.size; ++i)
    rows.push_back(row_values(visit, all[i]));
  ordered_json values{{"has_rows", !rows.empty()},
                      {"rows", std::move(rows)},
                      {"reasons", reason_options(visit, reason)},
                      {"became", became_values(visit)},
                      {"is_cut", is_cut},
                      {"part", part_links(visit, part)},
                      {"data", data_links(visit, "quarantine")}};
  std::string command = "tlsward quarantine list";
  if (reason) command += fmt::format(" --reason {}", name(*reason));
  return make_page(visit,
                   {.name = "quarantine",
                    .title = words(visit, "title"),
                    .section = "quarantine",
                    .command = std::move(command)},
                   std::move(values));
}

Response quarantined_page(const Visit& visit) {
  const auto kept = asked_delivery(visit);
  if (!kept) return message_page(visit, 404, "not-found");
  const Language& language = visit.language();
  const std::string raw = visit.store.deliveries().raw(kept->id).value_or("");
  const std::string title = reason_in_words(visit, kept->rejection->reason);
  ordered_json values = row_values(visit, *kept);
  values["id"] = kept->id;
  values["heading"] = title;
  values["means"] = words(visit, fmt::format("means-{}", name(kept->rejection->reason)));
  values["file_name"] = printable(kept->file_name, 200);
  values["trust"] = trust_in_words(kept->trust, language);
  values["evidence"] = printable(trust_reason(kept->trust, kept->evidence));
  values["report"] = kept->outcome == Outcome::conflict ? ordered_json(kept->id) : ordered_json();
  values["begins"] = printable(std::string_view(raw).substr(0, kBeginning), 8 * kBeginning);
  values["is_release_possible"] = can_release(visit, *kept);
  return make_page(visit,
                   {.name = "quarantined",
                    .title = title,
                    .section = "quarantine",
                    .command = fmt::format("tlsward quarantine show {}", kept->id)},
                   std::move(values));
}

Response release_quarantined(const Visit& visit) {
  const auto kept = asked_delivery(visit);
  if (!kept || !can_release(visit, *kept)) return message_page(visit, 404, "not-found");
  const auto released = visit.options.release(kept->id);
  if (!released) return message_page(visit, 404, "not-found");
  std::string query;
  for (const Settled& settled : *released)
    query += fmt::format("{}became={}&report={}", query.empty() ? '?' : '&', name(settled.outcome),
                         settled.report.value_or(0));
  return redirect(visit.options.base_path + "/quarantine" + query.substr(0, 4'000));
}

}  // namespace tlsward
