// Tests program/daily_looks.h with programs that only note that they were run.
#include "program/daily_looks.h"

#include "schema/looks.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <thread>

namespace tlsward {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::string read(const std::string& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Timestamp at(const char* day, minutes after_midnight) {
  return parse_day(day).value() + after_midnight;
}

TEST_CASE("looks are due at the last such moment that has passed") {
  CHECK(due_by(at("2026-11-24", hours(14)), hours(13)) == at("2026-11-24", hours(13)));
  CHECK(due_by(at("2026-11-24", hours(13)), hours(13)) == at("2026-11-24", hours(13)));
  CHECK(due_by(at("2026-11-24", minutes(779)), hours(13)) == at("2026-11-23", hours(13)));
  CHECK(due_by(at("2026-11-24", minutes(0)), minutes(0)) == at("2026-11-24", minutes(0)));
}

struct Fixture {
  tests::TemporaryFolder folder;
  std::string runs = folder.path() + "/runs";
  Config config;
  std::vector<std::string> command = {"/bin/sh", "-c", "echo run >>" + runs};

  Fixture() {
    config.database = folder.path() + "/tlsward.db";
    config.domains = {Domain("example.org")};
    open_store(config.database, Commits::each);
  }
  void keep_look(Timestamp time) {
    const auto store = open_store(config.database, Commits::each);
    store->transact(
        [&] { store->looks().add({.domain = config.domains[0], .time = time, .findings = "[]"}); });
  }
  // For so long.
  void run_for(std::chrono::milliseconds time, seconds before_first = seconds(0)) {
    std::jthread thread(
        [&](const std::stop_token& stop) { keep_looking(config, command, stop, before_first); });
    std::this_thread::sleep_for(time);
  }
};

TEST_CASE_FIXTURE(Fixture, "domains that were not looked at since are, once") {
  run_for(std::chrono::milliseconds(300));
  CHECK(read(runs) == "run\n");
}

TEST_CASE_FIXTURE(Fixture, "domains that were looked at since are left alone") {
  keep_look(std::chrono::floor<seconds>(std::chrono::system_clock::now()));
  run_for(std::chrono::milliseconds(300));
  CHECK(read(runs).empty());
}

TEST_CASE_FIXTURE(Fixture, "nothing is looked at before its time, nor after the stop") {
  run_for(std::chrono::milliseconds(100), kBeforeFirstLook);
  CHECK(read(runs).empty());
}

TEST_CASE_FIXTURE(Fixture, "a look that goes on ends with the stop") {
  command = {"/bin/sh", "-c", "echo run >>" + runs + "; sleep 60; echo end >>" + runs};
  const auto begin = std::chrono::steady_clock::now();
  run_for(std::chrono::milliseconds(300));
  CHECK(std::chrono::steady_clock::now() - begin < seconds(10));
  CHECK(read(runs) == "run\n");
}

}  // namespace
}  // namespace tlsward
