// Tests program/policy_hook.cpp with programs of its own.
#include "program/policy_hook.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tlsward {

namespace {

const Domain kDomain("example.org");

// A hook in a folder of its own.
struct Fixture {
  std::string write(const std::string& body) const {
    std::ofstream(program) << "#!/bin/sh\n" << body << '\n';
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return program;
  }
  std::string read(const std::string& ending) const {
    std::ifstream stream(program + ending);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  tests::TemporaryFolder folder;
  std::string program = folder / "hook";
};

}  // namespace

TEST_CASE_FIXTURE(Fixture,
                  "the hook gets verb, domain and record as words, and no shell reads them") {
  write(R"(printf '%s\n' "$@" >"$0.args"; cat >"$0.input")");
  CHECK_FALSE(set_record(program, kDomain, "v=STSv1; id=$(id)"));
  CHECK(read(".args") == "set\nexample.org\nv=STSv1; id=$(id)\n");
  CHECK(read(".input").empty());
  CHECK_FALSE(remove_record(program, kDomain));
  CHECK(read(".args") == "remove\nexample.org\n");
}

TEST_CASE_FIXTURE(Fixture,
                  "a hook that fails is told with its last line, one that is not there too") {
  write("echo first; printf 'REFUSED \\033[2J\\n' >&2; exit 2");
  CHECK(set_record(program, kDomain, "v=STSv1; id=1").value() ==
        "hosting.hook: " + program + ": exit code 2: REFUSED \\x1b[2J");
  CHECK(remove_record("/nowhere/hook", kDomain).value() ==
        "hosting.hook: /nowhere/hook: No such file or directory");
}

}  // namespace tlsward
