// What stands in for libFuzzer where the preset "fuzz" is not used: runs the target on each file of
// the folders it is given, so that every build tries the targets on their seeds.
#include "tests/support/sample.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** arguments) {
  int files = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) {
      const std::string bytes = tlsward::tests::read_file(entry.path());
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++files;
    }
  }
  std::printf("%d files\n", files);
  return files == 0 ? 1 : 0;
}
