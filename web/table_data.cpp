#include "web/table_data.h"

#include <fmt/format.h>

namespace tlsward {

using nlohmann::ordered_json;

std::optional<Format> asked_as_data(const Visit& visit, std::string_view table) {
  if (visit.asked("of").value_or("") != table) return {};
  const std::string as = visit.asked("as").value_or("");
  if (as == "csv") return Format::csv;
  if (as == "json") return Format::json;
  return {};
}

Response written_data(std::string_view table, Format format,
                      const std::function<void(const OutputOptions&, const Sink&)>& write) {
  const bool is_csv = format == Format::csv;
  Response response{
      .media_type = is_csv ? "text/csv; charset=utf-8; header=present" : kJson,
      .headers = {{"Content-Disposition", fmt::format("attachment; filename=\"tlsward-{}.{}\"",
                                                      table, is_csv ? "csv" : "json")}}};
  write({.format = format}, [&](std::string_view text) { response.body += text; });
  return response;
}

Response table_data(std::string_view table, Format format, const std::vector<Column>& columns,
                    const ordered_json& rows) {
  return written_data(table, format, [&](const OutputOptions& output, const Sink& sink) {
    sink(write_list(table, columns, rows, output));
  });
}

ordered_json data_links(const Visit& visit, std::string_view table) {
  const Parameters query = visit.request.query.without("page").with("of", table);
  return {{"csv", query.with("as", "csv").query()}, {"json", query.with("as", "json").query()}};
}

}  // namespace tlsward
