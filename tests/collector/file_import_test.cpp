// collector/file_import.cpp: folders of files into a database.
#include "collector/file_import.h"

#include "collector/unpack.h"
#include "schema/deliveries.h"
#include "schema/reports.h"
#include "tests/support/report_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/zip.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlsward {

using tests::ReportText;
using tests::TemporaryFolder;

namespace {

const Timestamp kNow = parse_datetime("2026-11-24T12:00:00Z")->time;

Ownership everything() {
  Ownership ownership;
  ownership.accept_any = true;
  return ownership;
}

// Reports numbered from `first` on, each of another day before the one before it: their order in
// the database is the reverse of their names'.
std::string numbered(int number) {
  const Timestamp start = parse_datetime("2026-11-23T00:00:00Z")->time - std::chrono::days(number);
  return ReportText{.report_id = std::to_string(number),
                    .start_datetime = format_datetime(start),
                    .end_datetime = format_datetime(start + std::chrono::hours(24))}
      .json();
}

std::string zip_of(int first, int count) {
  std::vector<tests::ZipMember> members;
  for (int i = first; i < first + count; ++i) {
    members.push_back({fmt::format("{}.json", i), numbered(i)});
  }
  return tests::zip(members);
}

// An import into a grouped database in memory.
struct Import {
  ImportResult run(const std::vector<std::string>& paths) {
    return import_files(*store, limits, ownership, {paths, kNow, on_progress});
  }

  Limits limits;
  Ownership ownership = everything();
  std::function<void(const ImportProgress&)> on_progress;
  std::unique_ptr<Store> store = open_store(":memory:", Commits::grouped);
};

std::vector<std::string> told(const ImportResult& result, const TemporaryFolder& folder) {
  std::vector<std::string> lines;
  for (const NotImported& each : result.not_imported) {
    lines.push_back(fmt::format("{} {}{}", each.file.substr(folder.path().size() + 1),
                                name(each.rejection.reason), each.delivery ? " kept" : ""));
  }
  return lines;
}

}  // namespace

TEST_CASE("reports come in from files, folders and archives, and each broken one is told") {
  const TemporaryFolder folder;
  Import import;
  import.limits.max_body_bytes = 2000;
  folder.write("a.json", numbered(1));
  folder.write("b.json.gz", gzip(numbered(2)));
  folder.write("c.zip", tests::zip({{"3.json", numbered(3)}, {"4.json", "<html>"}}));
  folder.write("d.json", "<html>");
  folder.write("e.json.gz", gzip(numbered(5)).substr(0, 40));
  folder.write("f.json", std::string(2001, ' '));
  folder.write("g.json", numbered(2));
  folder.write("h.json", "");
  folder.write("notes.txt", "not a report");
  folder.write("sub/deep/x.json", numbered(6));
  const ImportResult result = import.run({folder.path(), folder / "missing.json"});
  CHECK(result.imported == 4);
  CHECK(result.duplicates == 1);
  CHECK(result.quarantined == 1);
  CHECK(result.rejected == 5);
  CHECK(told(result, folder) ==
        std::vector<std::string>{"c.zip: 4.json not-a-report", "d.json not-a-report",
                                 "e.json.gz not-understood kept", "f.json too-large",
                                 "h.json not-a-report", "missing.json unreadable"});
  CHECK(import.store->reports().list({}).size() == 4);
}

TEST_CASE("the operator vouches for files, whose names are kept as given") {
  const TemporaryFolder folder;
  Import import;
  folder.write("sub/a.json", numbered(1));
  import.run({folder.path()});
  const std::int64_t report = import.store->reports().list({}).front().id;
  const auto receipts = import.store->deliveries().receipts(report);
  REQUIRE(receipts.size() == 1);
  CHECK(receipts.front().channel == "file");
  CHECK(receipts.front().trust == Trust::vouched);
  CHECK(receipts.front().source == folder / "sub/a.json");
  CHECK(receipts.front().file_name == "a.json");
  CHECK(receipts.front().received == kNow);
  CHECK(import.store->deliveries().raw(receipts.front().id) == numbered(1));
}

TEST_CASE("what belongs to others is counted as quarantined, what contradicts as conflict") {
  const TemporaryFolder folder;
  Import import;
  import.ownership = {};
  import.ownership.domains = {Domain("example.com")};
  folder.write("a.json", ReportText{.policy_domain = "example.net"}.json());
  folder.write("b.json", ReportText{.successful = 1}.json());
  folder.write("c.json", ReportText{.successful = 2}.json());
  const ImportResult result = import.run({folder.path()});
  CHECK(result.imported == 1);
  CHECK(result.quarantined == 1);
  CHECK(result.conflicts == 1);
  CHECK(told(result, folder) == std::vector<std::string>{"a.json not-ours kept"});
}

TEST_CASE("many reports come in all, committed when the import returns") {
  const TemporaryFolder folder;
  Import import;
  import.store = open_store(folder / "tlsward.db", Commits::grouped);
  for (int i = 0; i < 24; ++i)
    folder.write(fmt::format("{:02}.zip", i), zip_of(500 * i, 500));
  import.limits.max_zip_members = 500;
  const ImportResult first = import.run({folder.path()});
  CHECK(first.imported == 12'000);
  CHECK(open_store_read_only(folder / "tlsward.db")->reports().figures().reports == 12'000);
  const ImportResult second = import.run({folder.path()});
  CHECK(second.imported == 0);
  CHECK(second.duplicates == 12'000);
}

TEST_CASE("not imported files are told in their order, the first 1,000 of them") {
  const TemporaryFolder folder;
  Import import;
  import.limits.max_future = std::chrono::hours(-24 * 365 * 10);  // All are implausible.
  for (int i = 0; i < 1'200; ++i)
    folder.write(fmt::format("{:04}.json", i), numbered(i));
  const ImportResult result = import.run({folder.path()});
  CHECK(result.quarantined == 1'200);
  const auto lines = told(result, folder);
  REQUIRE(lines.size() == 1'000);
  CHECK(std::ranges::is_sorted(lines));
  CHECK(lines.front() == "0000.json implausible kept");
}

TEST_CASE("progress is told in between, and an exception from there ends the import") {
  const TemporaryFolder folder;
  for (int i = 0; i < 250; ++i)
    folder.write(fmt::format("{}.json", i), numbered(i));
  Import import;
  std::vector<std::size_t> files;
  import.on_progress = [&](const ImportProgress& progress) { files.push_back(progress.files);
  CHECK(progress.of == 250);
};
import.run({folder.path()});
CHECK(files == std::vector<std::size_t>{100, 200});

import.on_progress = [](const ImportProgress&) { throw std::runtime_error("no terminal");
};  // namespace tlsward
CHECK_THROWS_WITH(import.run({folder.path()}), "no terminal");
}

TEST_CASE("an import of nothing is one") {
  const TemporaryFolder folder;
  const ImportResult result = Import().run({folder.path()});
  CHECK(result.imported == 0);
  CHECK(result.not_imported.empty());
}

}  // namespace tlsward
