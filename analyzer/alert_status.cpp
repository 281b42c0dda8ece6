#include "analyzer/alert_status.h"

#include "analyzer/wording.h"

#include <nlohmann/json.hpp>

namespace tlsward {

namespace {

using nlohmann::ordered_json;

ordered_json row_of(const AlertThread& thread) {
  ordered_json row{{"owner", thread.owner},
                   {"webhook", text_or_null(thread.webhook)},
                   {"kind", thread.kind},
                   {"domain", text_or_null(thread.domain)},
                   {"cause", text_or_null(thread.cause)},
                   {"host", text_or_null(thread.host)},
                   {"lines", thread.lines},
                   {"day", format_day(thread.day)},
                   {"opened", format_datetime(thread.opened)},
                   {"told", name(thread.told)},
                   {"news", nullptr},
                   {"subject", text_or_null(thread.subject)},
                   {"message_id", text_or_null(thread.message_id)}};
  if (thread.news) row["news"] = name(*thread.news);
  return row;
}

}  // namespace

std::string list_alerts(const std::vector<AlertThread>& threads, const OutputOptions& output) {
  auto rows = ordered_json::array();
  for (const AlertThread& thread : threads)
    rows.push_back(row_of(thread));
  const std::vector<Column> columns = {{.key = "owner", .title = "OWNER"},
                                       {.key = "webhook", .title = "WEBHOOK", .goes = 4},
                                       {.key = "kind", .title = "KIND"},
                                       {.key = "domain", .title = "DOMAIN"},
                                       {.key = "cause", .title = "CAUSE"},
                                       {.key = "host", .title = "HOST", .goes = 2},
                                       {.key = "opened", .title = "SINCE", .goes = 1},
                                       {.key = "told", .title = "TOLD"},
                                       {.key = "news", .title = "NOT YET TOLD", .goes = 3}};
  if (output.format == Format::table && threads.empty()) return "No alert is open.\n";
  return write_list("alerts", columns, rows, output);
}

}  // namespace tlsward
