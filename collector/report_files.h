// The files that an import reads: found in folders, in an order that does not depend on the disk,
// and read with a cap. Needs the same memory whatever is found.
#pragma once

#include "collector/limits.h"
#include "schema/expected.h"
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
};

// Goes through paths given by an operator, one after the other. For one thread.
class FileSearch {
 public:
  // `paths`: files, taken whatever their name; "-"; patterns (glob(7)) that a shell has left for
  // us, each standing for what it matches; folders, of which the .json, .json.gz and .zip
  // files are taken, then those of their folders. Links to folders are not followed within folders.
  explicit FileSearch(const std::vector<std::string>& paths);

  // The next of them: one file, or up to 10,000 of one folder, sorted by name; may be empty. Absent
  // at the end.
  std::optional<std::vector<FoundFile>> next();

 private:
  std::vector<FoundFile> look_at(const std::filesystem::path& path);
  std::vector<FoundFile> rest_of_folder();
  void leave_folder();

  std::vector<std::filesystem::path> pending_;  // the next one last
  std::filesystem::path folder_;                // which is being read; else empty
  std::filesystem::directory_iterator entries_;
  std::vector<std::filesystem::path> subfolders_;
};

// The bytes of the file, or of standard input if it is "-". Refuses what has more than
// limits.max_body_bytes (too_large), having read no more, and what cannot be read (unreadable).
expected<std::string, Rejection> read_report_file(const std::string& path, const Limits& limits);

}  // namespace tlsward
