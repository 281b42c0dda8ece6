#include "analyzer/report_list.h"

#include "analyzer/wording.h"
#include "schema/delivery.h"

#include <fmt/format.h>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

// Of all reports, but of sessions those that count: the other side of a conflict is the same ones.
struct Totals {
  std::int64_t reports = 0;
  Sessions sessions;

  void add(const ReportRow& row) {
    ++reports;
    if (row.counted) sessions += row.sessions;
  }

  std::string in_words() const {
    return fmt::format("{}, {}, {} failed\n", counted(reports, "report"),
                       counted(sessions.total(), "session"), grouped(sessions.failed));
  }
};

const std::vector<Column>& columns() {
  static const std::vector<Column> all{{"id", "ID", ColumnKind::number},
                                       {"day", "DAY"},
                                       {"policy_domains", "DOMAINS", ColumnKind::name},
                                       {"organization_name", "REPORTER", ColumnKind::name, 1},
                                       {"successful_session_count", "OK", ColumnKind::number, 2},
                                       {"failure_session_count", "FAILED", ColumnKind::failures},
                                       {"counted", "COUNTS", ColumnKind::text, 3},
                                       {"trust", "TRUST", ColumnKind::text, 4},
                                       {"channel", "VIA", ColumnKind::text, 5},
                                       {"report_id", "REPORT-ID", ColumnKind::text, 6},
                                       {"trust_reason", "BELIEVED BECAUSE", ColumnKind::text, 7}};
  return all;
}

// A list of rows while it is written.
class Writing {
 public:
  Writing(const OutputOptions& output, const Sink& sink)
      : writer_("reports", columns(), output, sink) {}

  void add(const ReportRow& row) {
    totals_.add(row);
    writer_.add(to_json(row));
  }
  void finish() { writer_.finish(ordered_json::object(), totals_.in_words()); }

 private:
  ListWriter writer_;
  Totals totals_;
};

}  // namespace

ordered_json to_json(const ReportRow& row) {
  auto domains = ordered_json::array();
  for (const Domain& domain : row.policy_domains)
    domains.push_back(domain.text());
  return {{"id", row.id},
          {"organization_name", row.organization_name},
          {"report_id", row.report_id},
          {"start_datetime", row.start_datetime},
          {"end_datetime", row.end_datetime},
          {"policy_domains", domains},
          {"successful_session_count", row.sessions.successful},
          {"failure_session_count", row.failures_unknown && row.sessions.failed == 0
                                        ? ordered_json()
                                        : ordered_json(row.sessions.failed)},
          {"received", format_datetime(row.received)},
          {"channel", row.channel},
          {"trust", name(row.trust)},
          {"trust_reason", trust_reason(row.trust, row.evidence)},
          {"deviations", row.deviations},
          {"day", format_day(row.day)},
          {"counted", row.counted},
          {"conflict", row.conflict}};
}

void list_reports(Store& store, const Filter& filter, const OutputOptions& output, const Sink& sink,
                  const ChooseRow& choose) {
  Writing writing(output, sink);
  store.reports().each_row(filter, [&](const ReportRow& row) {
    if (const std::optional<ReportRow> chosen = choose(row)) writing.add(*chosen);
  });
  writing.finish();
}

void write_reports(const std::vector<ReportRow>& rows, const OutputOptions& output,
                   const Sink& sink) {
  Writing writing(output, sink);
  for (const ReportRow& row : rows)
    writing.add(row);
  writing.finish();
}

}  // namespace tlsward
