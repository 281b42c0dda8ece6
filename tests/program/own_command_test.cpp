// Tests program/own_command.cpp with /bin/sh in the place of tlsward.
#include "program/own_command.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("it is this program with the same configuration and database") {
  Invocation invocation;
  CHECK(own_command(invocation) == Words{"/proc/self/exe"});
  invocation.config_file = "a.toml";
  invocation.database = "a.db";
  CHECK(own_command(invocation) == Words{"/proc/self/exe", "--config", "a.toml", "--db", "a.db"});
}

TEST_CASE("an errand tells its exit code and all that it printed") {
  const ErrandEnd end =
      run_errand({"/bin/sh", "-c", "echo \"$0\"; echo two >&2; exit 3"}, {"one word"}, {});
  CHECK(end.code == 3);
  CHECK(end.output == "one word\ntwo\n");
}

TEST_CASE("what cannot be run says why") {
  const ErrandEnd end = run_errand({"/nonexistent"}, {"check"}, {});
  CHECK_FALSE(end.code);
  CHECK(end.output == "/nonexistent: No such file or directory");
}

TEST_CASE("a stop ends it without a code") {
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(run_errand({"/bin/sh", "-c", "sleep 60"}, {}, stop.get_token()).code);
}

}  // namespace
}  // namespace tlsward
