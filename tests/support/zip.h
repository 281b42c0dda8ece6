// Zip archives made in memory, also such as no honest tool makes (APPNOTE.TXT sections 4.3 and
// 4.4): members are stored, and their headers say what a test wants them to say.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward::tests {

struct ZipMember {
  std::string name;
  std::string bytes;            // as they stand in the archive
  std::uint16_t flags = 0;      // 1: encrypted
  std::uint16_t method = 0;     // 0: stored, 8: deflate, 14: LZMA
  std::uint32_t crc_error = 0;  // added to the right checksum
};

inline std::string little_endian(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i)
    bytes += static_cast<char>((value >> (8 * i)) & 0xff);
  return bytes;
}

// What the local header and the central directory have in common.
inline std::string common_header(const ZipMember& member) {
  const auto crc =
      static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(member.bytes.data()),
                                       static_cast<uInt>(member.bytes.size())));
  return little_endian(20, 2) + little_endian(member.flags, 2) + little_endian(member.method, 2) +
         little_endian(0, 4) + little_endian(crc + member.crc_error, 4) +
         little_endian(member.bytes.size(), 4) + little_endian(member.bytes.size(), 4) +
         little_endian(member.name.size(), 2) + little_endian(0, 2);
}

inline std::string zip(const std::vector<ZipMember>& members) {
  std::string archive;
  std::string directory;
  for (const ZipMember& member : members) {
    directory += "PK\x01\x02" + little_endian(20, 2) + common_header(member) +
                 std::string(10, '\0') + little_endian(archive.size(), 4) + member.name;
    archive += "PK\x03\x04" + common_header(member) + member.name + member.bytes;
  }
  return archive + directory + "PK\x05\x06" + little_endian(0, 4) +
         little_endian(members.size(), 2) + little_endian(members.size(), 2) +
         little_endian(directory.size(), 4) + little_endian(archive.size(), 4) +
         little_endian(0, 2);
}

}  // namespace tlsward::tests
