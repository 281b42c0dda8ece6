#include "analyzer/delivery_list.h"

#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kBeginning = 256;  // bytes shown of what is in quarantine

}  // namespace

ordered_json receipt_row(const KeptDelivery& receipt) {
  return {{"id", receipt.id},
          {"channel", receipt.channel},
          {"source", receipt.source},
          {"file_name", receipt.file_name},
          {"trust", name(receipt.trust)},
          {"trust_reason", trust_reason(receipt.trust, receipt.evidence)},
          {"received", format_datetime(receipt.received)},
          {"outcome", name(receipt.outcome)}};
}

ordered_json quarantine_row(const KeptDelivery& kept) {
  ordered_json row = receipt_row(kept);
  row["reason"] = kept.rejection ? ordered_json(name(kept.rejection->reason)) : ordered_json();
  row["detail"] = kept.rejection ? ordered_json(kept.rejection->detail) : ordered_json();
  row["bytes"] = kept.bytes;
  return row;
}

std::string list_quarantine(Store& store, std::optional<Reason> reason, std::size_t limit,
                            const OutputOptions& output) {
  const std::vector<Column> columns{{"id", "ID", ColumnKind::number},
                                    {"received", "RECEIVED", ColumnKind::text, 1},
                                    {"reason", "REASON"},
                                    {"source", "SOURCE", ColumnKind::text, 2},
                                    {"channel", "VIA", ColumnKind::text, 4},
                                    {"bytes", "BYTES", ColumnKind::number, 3},
                                    {"detail", "DETAIL"}};
  auto rows = ordered_json::array();
  for (const KeptDelivery& kept : store.deliveries().quarantine(reason, limit))
    rows.push_back(quarantine_row(kept));
  return write_list("quarantine", columns, rows, output);
}

std::optional<std::string> show_quarantined(Store& store, std::int64_t id,
                                            const OutputOptions& output) {
  const auto kept = store.deliveries().find(id);
  if (!kept || !kept->rejection) return {};
  const std::string raw = store.deliveries().raw(id).value_or("");
  const std::string begins = printable(raw.substr(0, kBeginning), 8 * kBeginning);
  if (output.format == Format::json || output.format == Format::ndjson) {
    ordered_json shown{{"schema", 1}};
    shown.update(quarantine_row(*kept));
    shown["begins"] = begins;
    return write_json(shown);
  }
  return fmt::format("Delivery {}: {}\n{}\nReceived {} by {} from {}, {} bytes. It begins:\n\n{}\n",
                     id, name(kept->rejection->reason), printable(kept->rejection->detail),
                     format_datetime(kept->received), printable(kept->channel),
                     printable(kept->source), grouped(kept->bytes), begins);
}

ordered_json released_json(std::span<const Settled> all) {
  auto rows = ordered_json::array();
  for (const Settled& settled : all) {
    rows.push_back({{"source", settled.source}, {"outcome", name(settled.outcome)}});
    if (settled.report) rows.back()["report"] = *settled.report;
    if (settled.rejection) rows.back()["reason"] = name(settled.rejection->reason);
    if (settled.rejection) rows.back()["detail"] = settled.rejection->detail;
  }
  return {{"schema", 1}, {"released", std::move(rows)}};
}

}  // namespace tlsward
