// collector/report_files.cpp: which files are found.
#include "collector/report_files.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using tlsward::FileSearch;
using tlsward::FoundFile;
using tlsward::InputKind;
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
  for (const char* name : {"b.json", "a.json.gz", "Z.ZIP", "mail.eml", "x.mbox", "notes.txt",
                           ".hidden.json", "b/2.json", "b/1.json", "a/deep/er/3.json", "a/gz"}) {
    folder.write(name, "{}");
  }
  folder.write("Inbox", "From a@sender.example Mon Nov 23 10:00:00 2026\n\n");
  folder.write(".Hidden", "From a@sender.example Mon Nov 23 10:00:00 2026\n\n");
  CHECK(find_all({folder.path()}, folder) ==
        std::vector<std::string>{"Inbox", "Z.ZIP", "a.json.gz", "b.json", "mail.eml", "x.mbox",
                                 "a/deep/er/3.json", "b/1.json", "b/2.json"});
}

TEST_CASE("of a Maildir all in cur and new is taken, and nothing in tmp") {
  const TemporaryFolder folder;
  for (const char* name : {"cur/1.M1.host:2,S", "cur/.nfs1", "new/2.M2.host", "tmp/3.M3.host",
                           "dovecot-uidlist", ".Sent/cur/4.M4.host:2,", ".Sent/new/5.M5.host",
                           "no/new/6.M6.host", "no/new/7.eml", "tmp/deep/8.eml"}) {
    folder.write(name, "x");
  }
  CHECK(find_all({folder.path()}, folder) ==
        std::vector<std::string>{".Sent/cur/4.M4.host:2,", ".Sent/new/5.M5.host",
                                 "cur/1.M1.host:2,S", "new/2.M2.host", "no/new/7.eml"});
  CHECK(find_all({folder / "new", folder / "tmp"}, folder) ==
        std::vector<std::string>{"new/2.M2.host"});
}

TEST_CASE("what a file is where its bytes do not tell, its name or its place does") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "new");
  const struct {
    std::string path;
    InputKind want;
  } cases[] = {
      {folder.write("a.json", ""), InputKind::report},
      {folder.write("a", ""), InputKind::report},
      {folder.write("a.EML", ""), InputKind::mail},
      {folder.write("a.mbox", ""), InputKind::mbox},
      {folder / "missing", InputKind::report},
  };
  for (const auto& [path, want] : cases) {
    CAPTURE(path);
    CHECK(FileSearch({path}).next()->front().otherwise == want);
  }
  folder.write("cur/1.M1.host:2,S", "");
  CHECK(FileSearch({folder / "cur"}).next()->front().otherwise == InputKind::mail);
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
