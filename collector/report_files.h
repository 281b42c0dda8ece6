// The files that an import reads: found in folders and Maildirs, in an order that does not depend
// on the disk. Needs the same memory whatever is found.
#pragma once

#include "collector/input_file.h"
#include "schema/rejection.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// A path to read, or one that could not be looked into.
struct FoundFile {
  std::string path;
  std::optional<Rejection> problem;
  InputKind otherwise = InputKind::report;  // what it is where its first bytes do not tell
};

// Goes through paths given by an operator, one after the other. For one thread.
class FileSearch {
 public:
  // `paths`: files, taken whatever their name; "-"; patterns (glob(7)) that a shell has left for
  // us, each standing for what it matches; folders, of which the .json, .json.gz, .zip, .eml and
  // .mbox files are taken and those that begin with a From_ line, then those of their folders.
  // Of a Maildir (a folder with "cur" and "new") all in these two is taken, and nothing in "tmp".
  // Links to folders are not followed within folders.
  explicit FileSearch(const std::vector<std::string>& paths);

  // The next of them: one file, or up to 10,000 of one folder, sorted by name; may be empty. Absent
  // at the end.
  std::optional<std::vector<FoundFile>> next();

 private:
  std::vector<FoundFile> look_at(const std::filesystem::path& path);
  void take(const std::filesystem::directory_entry& entry, std::vector<FoundFile>& found);
  std::vector<FoundFile> rest_of_folder();
  void leave_folder();

  std::vector<std::filesystem::path> pending_;  // the next one last
  std::filesystem::path folder_;                // which is being read; else empty
  bool holds_mails_ = false;                    // it is a Maildir's "cur" or "new"
  std::filesystem::directory_iterator entries_;
  std::vector<std::filesystem::path> subfolders_;
};

}  // namespace tlsward
