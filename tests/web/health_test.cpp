// Tests web/health.cpp: when tlsward is called ready, and why not, in words that name nothing.
#include "web/health.h"

#include "schema/store.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <string>

namespace tlsward {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Timestamp kNow{seconds{1'795'521'600}};

HealthOptions everything() {
  return {.database = "unused",
          .has_endpoint = true,
          .mailboxes = {{"reports", minutes(15)}},
          .min_free_bytes = 256 << 20};
}

HealthSeen well() {
  return {.endpoint = EndpointStatus{.address = "192.0.2.1:443", .alive = kNow - seconds(40)},
          .mailboxes = {{.mailbox = "reports",
                         .last_poll = kNow,
                         .last_success = kNow - minutes(16),
                         .fault = "login refused"}},
          .free_bytes = std::uint64_t{2} << 30,
          .disk_bytes = std::uint64_t{20} << 30};
}

std::string reasons(const HealthSeen& seen, const HealthOptions& options = everything()) {
  std::string all;
  for (const HealthReason& reason : reasons_against(seen, options, kNow)) {
    CHECK_FALSE(next_in_words(reason).empty());
    all += std::string(reason.what) + ": " + reason_in_words(reason) + '\n';
  }
  return all;
}

TEST_CASE("nothing stands against what does all that is configured") {
  CHECK(reasons(well()).empty());
  HealthSeen nothing;
  CHECK(reasons(nothing, {}).empty());
}

TEST_CASE("each part that fails is a reason of its own") {
  HealthSeen seen = well();
  seen.endpoint->alive = kNow - minutes(4);
  CHECK(reasons(seen) ==
        "endpoint: the public listener has not said for minutes that it listens\n");
  seen.endpoint->fault = "192.0.2.1:443: in use";
  CHECK(reasons(seen) == "endpoint: the public listener could not begin to listen\n");
  seen.endpoint.reset();
  CHECK(reasons(seen) == "endpoint: the public listener has never listened\n");
  seen = well();
  seen.endpoint->certificate_not_after = kNow;
  CHECK(reasons(seen) == "endpoint: the certificate of the public listener has ended\n");
  seen = well();
  seen.mailboxes[0].last_success = kNow - minutes(46);
  CHECK(reasons(seen) == "mailbox: 1 of 1 mailboxes: no poll went well of late\n");
  seen.mailboxes.clear();
  CHECK(reasons(seen) == "mailbox: 1 of 1 mailboxes: no poll went well of late\n");
  seen = well();
  seen.free_bytes = 100 << 20;
  CHECK(reasons(seen) == "disk: 100 MiB are free, and reports are taken from 256 MiB on\n");
  seen.disk_bytes = std::uint64_t{1} << 30;
  CHECK(reasons(seen).empty());  // 5 % of a small disk are enough
  seen.store = HealthReason{"store", "store-full"};
  seen.endpoint.reset();
  CHECK(reasons(seen) == "store: there is no room on the disk\n");
}

TEST_CASE("a database that is there can be read and written, and looking at it writes nothing") {
  const tests::TemporaryFolder folder;
  HealthOptions options{.database = folder / "tlsward.db"};
  open_store(options.database, Commits::each);
  const auto before = std::filesystem::last_write_time(options.database);
  CHECK(healthz(options.database).status == 200);
  const HealthAnswer answer = readyz(options, kNow);
  CHECK(answer.status == 200);
  CHECK(answer.json == "{\"schema\":1,\"status\":\"ready\",\"reasons\":[]}\n");
  CHECK(std::filesystem::last_write_time(options.database) == before);
}

TEST_CASE("without a usable database both say why, without its path, and make none") {
  const tests::TemporaryFolder folder;
  const HealthOptions options{.database = folder / "tlsward.db"};
  for (const std::string& content : {std::string(), std::string(5000, 'x')}) {
    if (!content.empty()) std::ofstream(options.database) << content;
    for (const HealthAnswer& answer : {healthz(options.database), readyz(options, kNow)}) {
      CHECK(answer.status == 503);
      const auto json = nlohmann::json::parse(answer.json);
      CHECK(json["schema"] == 1);
      CHECK(json["reasons"][0]["what"] == "store");
      CHECK(answer.json.find("tlsward.db") == std::string::npos);
    }
    CHECK(std::filesystem::exists(options.database) == !content.empty());
  }
}

TEST_CASE("while another process writes for long it can be read, and is not ready") {
  const tests::TemporaryFolder folder;
  const HealthOptions options{.database = folder / "tlsward.db"};
  const auto other = open_store(options.database, Commits::grouped);
  other->transact([] {});
  CHECK(healthz(options.database).status == 200);
  const HealthAnswer answer = readyz(options, kNow);
  CHECK(answer.status == 503);
  CHECK(answer.json.find("lock") != std::string::npos);
}

}  // namespace
}  // namespace tlsward
