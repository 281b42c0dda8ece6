// The samples: inputs in a folder of samples/, each beside a file NAME.expected that says what must
// become of it. Adding the two files adds a test.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlsward::tests {

struct Sample {
  std::string file_name;  // without folders
  std::string bytes;
  std::string expected;  // without its comments, the lines that begin with "#"
};

// Throws std::runtime_error if there is no such file.
inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string without_comments(const std::string& text) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('#')) result += line + '\n';
  }
  return result;
}

// All samples of samples/<folder>, by name. Throws std::runtime_error if one has no .expected.
inline std::vector<Sample> samples(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<Sample> all;
  for (const fs::directory_entry& entry : fs::directory_iterator(TLSWARD_SAMPLES "/" + folder)) {
    if (entry.path().extension() == ".expected") continue;
    fs::path expected = entry.path();
    expected.replace_extension(".expected");
    all.push_back({entry.path().filename().string(), read_file(entry.path()),
                   without_comments(read_file(expected))});
  }
  std::sort(all.begin(), all.end(),
            [](const Sample& a, const Sample& b) { return a.file_name < b.file_name; });
  return all;
}

}  // namespace tlsward::tests
