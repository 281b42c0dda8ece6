// collector/report_files.cpp: which files are found, and what of them is read.
#include "collector/report_files.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

using tlsward::FileSearch;
using tlsward::FoundFile;
using tlsward::Limits;
using tlsward::read_report_file;
using tlsward::Reason;
using tlsward::tests::TemporaryFolder;

namespace {

// All that is found, with the folder's own path cut off.
std::vector<std::string> find_all(const std::vector<std::string>& paths,
                                  const TemporaryFolder& folder) {
  std::vector<std::string> names;
  FileSearch search(paths);
  while (const auto files = search.next()) {
    for (const FoundFile& file : *files) {
      const bool inside = file.path.starts_with(folder.path() + "/");
      names.push_back(inside ? file.path.substr(folder.path().size() + 1) : file.path);
      if (file.problem) names.back() += ": " + file.problem->detail;
    }
  }
  return names;
}

}  // namespace

TEST_CASE("a folder gives its reports by name, then those of its folders") {
  const TemporaryFolder folder;
  for (const char* name : {"b.json", "a.json.gz", "Z.ZIP", "mail.eml", "notes.txt", ".hidden.json",
                           "b/2.json", "b/1.json", "a/deep/er/3.json", "a/gz"}) {
    folder.write(name, "{}");
  }
  CHECK(find_all({folder.path()}, folder) == std::vector<std::string>{"Z.ZIP", "a.json.gz",
                                                                      "b.json", "a/deep/er/3.json",
                                                                      "b/1.json", "b/2.json"});
}

TEST_CASE("named files are taken whatever their name, in the order given") {
  const TemporaryFolder folder;
  const std::string notes = folder.write("notes.txt", "{}");
  const std::string report = folder.write("a.json", "{}");
  CHECK(find_all({notes, "-", report, folder / "missing", report}, folder) ==
        std::vector<std::string>{"notes.txt", "-", "a.json", "missing", "a.json"});
  CHECK(find_all({}, folder).empty());
}

TEST_CASE("a pattern that no shell has expanded stands for what it matches") {
  const TemporaryFolder folder;
  for (const char* name : {"b.json", "a.json", "c.txt", "sub/d.json", "e[1].json"})
    folder.write(name, "{}");
  CHECK(find_all({folder / "*.json", folder / "*/d.jso?"}, folder) ==
        std::vector<std::string>{"a.json", "b.json", "e[1].json", "sub/d.json"});
  CHECK(find_all({folder / "e[1].json"}, folder) == std::vector<std::string>{"e[1].json"});
  CHECK(find_all({folder / "*.zip"}, folder) == std::vector<std::string>{"*.zip"});
}

TEST_CASE("links and pipes in a folder can neither send the search in circles nor stop it") {
  const TemporaryFolder folder;
  folder.write("sub/a.json", "{}");
  std::filesystem::create_directory_symlink(folder.path(), folder / "sub/up.json");
  std::filesystem::create_symlink("self.json", folder / "sub/self.json");
  std::filesystem::create_symlink("nowhere", folder / "sub/dangling.json");
  std::filesystem::create_symlink("a.json", folder / "sub/link.json");
  REQUIRE(mkfifo((folder / "sub/pipe.json").c_str(), 0600) == 0);
  CHECK(find_all({folder.path()}, folder) ==
        std::vector<std::string>{"sub/a.json", "sub/dangling.json", "sub/link.json",
                                 "sub/self.json"});
}

TEST_CASE("a folder of more files than are taken at once gives each once") {
  const TemporaryFolder folder;
  for (int i = 0; i < 10'050; ++i)
    folder.write(std::to_string(i) + ".json", "");
  FileSearch search({folder.path()});
  std::vector<std::size_t> sizes;
  std::vector<std::string> paths;
  while (const auto files = search.next()) {
    sizes.push_back(files->size());
    for (const FoundFile& file : *files)
      paths.push_back(file.path);
  }
  CHECK(sizes == std::vector<std::size_t>{10'000, 50});
  std::ranges::sort(paths);
  CHECK(std::ranges::adjacent_find(paths) == paths.end());
}

TEST_CASE("a file is read whole up to the cap, and says why it is not") {
  const TemporaryFolder folder;
  Limits limits;
  limits.max_body_bytes = 200'000;
  const std::string largest(200'000, 'x');
  const struct {
    std::string path;
    std::string want;
  } read[] = {
      {folder.write("empty", ""), ""},
      {folder.write("small", "{}"), "{}"},
      {folder.write("largest", largest), largest},
  };
  for (const auto& [path, want] : read) {
    CAPTURE(path);
    CHECK(read_report_file(path, limits) == want);
  }
  const struct {
    std::string path;
    Reason reason;
    std::string detail;
  } refused[] = {
      {folder.write("large", largest + "x"), Reason::too_large, "max_body_bytes"},
      {"/dev/zero", Reason::too_large, "max_body_bytes"},
      {folder / "missing", Reason::unreadable, "No such file"},
      {folder.path(), Reason::unreadable, "Is a directory"},
  };
  for (const auto& [path, reason, detail] : refused) {
    CAPTURE(path);
    const auto bytes = read_report_file(path, limits);
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().reason == reason);
    CHECK_MESSAGE(bytes.error().detail.find(detail) != std::string::npos, bytes.error().detail);
  }
}

TEST_CASE("- is standard input, as much as there is") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  REQUIRE(write(ends[1], "{\"a\": 1}", 8) == 8);
  close(ends[1]);
  const int kept = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  CHECK(read_report_file("-", Limits{}) == "{\"a\": 1}");
  dup2(kept, STDIN_FILENO);
  close(kept);
  close(ends[0]);
}
