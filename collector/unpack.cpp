#include "collector/unpack.h"

#include "schema/printable.h"
#include "schema/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>
#include <new>
#include <optional>

namespace tlsward {
namespace {

constexpr std::size_t kPiece = 16 << 10;  // inflated at a time, then looked at
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kMaxWhiteSpace = 64 << 10;   // before the "{"; no sender sends any
constexpr std::size_t kMaxInputPiece = 1U << 30U;  // what zlib is given at a time
constexpr int kGzipOnly = 16 + MAX_WBITS;          // zlib's way to say: expect a gzip header

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b");
}

bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04");
}

// Whether a text that begins so can be an object, or an array of them, as far as it is known yet.
bool may_begin_json(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::size_t first = text.find_first_not_of(kBlanks);
  if (first != std::string_view::npos && text[first] == '[') {
    first = text.find_first_not_of(kBlanks, first + 1);
  }
  if (first == std::string_view::npos) return text.size() <= kMaxWhiteSpace;
  return text[first] == '{' && first <= kMaxWhiteSpace;
}

// zlib's stream over bytes in memory. The bytes must outlive it.
class Inflater {
 public:
  explicit Inflater(std::string_view bytes) : rest_(bytes) {
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Inflates the next piece(). Returns zlib's code.
  int inflate_piece() {
    // zlib's interface has no const; it does not write there.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));
    stream_.avail_in = static_cast<uInt>(std::min(rest_.size(), kMaxInputPiece));
    stream_.next_out = piece_.data();
    stream_.avail_out = kPiece;
    const std::size_t offered = stream_.avail_in;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    rest_.remove_prefix(offered - stream_.avail_in);
    return code;
  }

  // What was inflated last, at most kPiece bytes.
  std::string_view piece() const {
    return {reinterpret_cast<const char*>(piece_.data()), kPiece - stream_.avail_out};
  }

  void begin_next_member() { inflateReset(&stream_); }

  // The bytes behind what was inflated.
  std::string_view rest() const { return rest_; }

  // What zlib has to say about an error.
  std::string_view message() const { return stream_.msg != nullptr ? stream_.msg : "no gzip data"; }

 private:
  z_stream stream_{};
  std::string_view rest_;
  std::array<Bytef, kPiece> piece_;
};

// Appends one member to the text; `room` is what the text may grow to. Returns why not, if not.
std::optional<Rejection> inflate_member(Inflater& inflater, std::string& text, std::size_t room,
                                        const Limits& limits) {
  int code = Z_OK;
  while (code == Z_OK) {
    code = inflater.inflate_piece();
    if (inflater.piece().size() > room - text.size()) return inflates_too_large(limits);
    text += inflater.piece();
    if (!may_begin_json(text)) {
      return Rejection{Reason::not_a_report, "the gzip data inflates to something that is no JSON"};
    }
  }
  if (code == Z_STREAM_END) return {};
  if (code == Z_BUF_ERROR) return Rejection{Reason::not_understood, "the gzip data is cut off"};
  return Rejection{Reason::not_understood,
                   fmt::format("the gzip data is damaged: {}", inflater.message())};
}

// RFC 1952 section 2.2: members that follow one another are one file. gzip(1) itself takes zero
// padding behind the last one.
expected<std::string, Rejection> gunzip(std::string_view bytes, std::size_t room,
                                        const Limits& limits) {
  Inflater inflater(bytes);
  std::string text;
  for (std::size_t members = 1; members <= limits.max_gzip_members; ++members) {
    if (auto rejection = inflate_member(inflater, text, room, limits)) {
      return unexpected(*std::move(rejection));
    }
    if (inflater.rest().find_first_not_of('\0') == std::string_view::npos) return text;
    if (!is_gzip(inflater.rest())) {
      return unexpected(Rejection{Reason::not_understood, "something follows the gzip data"});
    }
    inflater.begin_next_member();
  }
  return unexpected(over_limit(limits.max_gzip_members, "gzip members", "max_gzip_members"));
}

struct CloseArchive {
  void operator()(archive* open) const { archive_read_free(open); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

// What libarchive has to say about an error, on one line.
Rejection damaged_zip(archive* open) {
  const char* message = archive_error_string(open);
  return {Reason::not_understood, fmt::format("the zip archive cannot be read: {}",
                                              printable(message != nullptr ? message : "damaged"))};
}

// Only by its central directory, as other tools read it too: the other way of reading zips would
// find members in an archive that is cut off.
expected<Archive, Rejection> open_zip(std::string_view bytes) {
  Archive open(archive_read_new());
  if (!open) throw std::bad_alloc();
  archive_read_support_format_zip_seekable(open.get());
  if (archive_read_open_memory(open.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return unexpected(damaged_zip(open.get()));
  }
  return open;
}

// The member's name in the archive; empty where it has none that the locale can hold.
std::string name_of(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  if (name == nullptr) name = archive_entry_pathname_utf8(entry);
  return name != nullptr ? name : "";
}

// libarchive would also open PPMd and LZMA members, whose headers ask for up to 4 GiB of memory;
// the name of the format is the only place where it tells the method.
bool is_deflated_or_stored(archive* open) {
  const std::string_view format = archive_format_name(open);
  return format.ends_with("(deflation)") || format.ends_with("(uncompressed)");
}

// The bytes of the current member.
expected<std::string, Rejection> read_member(archive* open, archive_entry* entry, std::size_t room,
                                             const Limits& limits) {
  if (archive_entry_is_data_encrypted(entry) != 0) {
    return unexpected(Rejection{Reason::not_understood, "it is encrypted"});
  }
  if (!is_deflated_or_stored(open)) {
    return unexpected(Rejection{Reason::not_understood, "it is not compressed by deflate"});
  }
  std::string bytes;
  std::array<char, kPiece> piece;
  while (true) {
    const la_ssize_t got = archive_read_data(open, piece.data(), piece.size());
    if (got < 0) return unexpected(damaged_zip(open));
    if (got == 0) return bytes;
    const std::string_view next(piece.data(), static_cast<std::size_t>(got));
    if (next.size() > room - bytes.size()) return unexpected(inflates_too_large(limits));
    bytes += next;
  }
}

// The text of the current member, unzipped and, if need be, gunzipped: both use up the room.
expected<std::string, Rejection> member_text(archive* open, archive_entry* entry, std::size_t& room,
                                             const Limits& limits) {
  auto text = read_member(open, entry, room, limits);
  if (text) room -= text->size();
  if (!text || !is_gzip(*text)) return text;
  text = gunzip(*text, room, limits);
  if (text) room -= text->size();
  return text;
}

expected<std::vector<Unpacked>, Rejection> unzip(std::string_view bytes, const Limits& limits) {
  const auto open = open_zip(bytes);
  if (!open) return unexpected(open.error());
  std::vector<Unpacked> texts;
  std::size_t room = limits.max_inflated_bytes;
  for (std::size_t members = 0;; ++members) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(open->get(), &entry);
    if (code == ARCHIVE_EOF) break;
    if (code < ARCHIVE_WARN) return unexpected(damaged_zip(open->get()));
    if (members == limits.max_zip_members) {
      return unexpected(over_limit(limits.max_zip_members, "zip members", "max_zip_members"));
    }
    const std::string name = name_of(entry);
    if (!is_named(name, {".json", ".json.gz"})) continue;
    auto text = member_text(open->get(), entry, room, limits);
    if (!text) {
      text.error().detail = fmt::format("{}: {}", printable(name), text.error().detail);
      return unexpected(std::move(text.error()));
    }
    texts.push_back({name, *std::move(text)});
  }
  if (texts.empty()) {
    return unexpected(Rejection{Reason::not_a_report, "the zip archive holds no .json files"});
  }
  return texts;
}

std::vector<Unpacked> alone(std::string text) {
  std::vector<Unpacked> texts(1);
  texts.front().text = std::move(text);
  return texts;
}

// Adds a piece of text.
void add(TextSize& size, std::string_view piece) {
  size.bytes += piece.size();
  for (const char c : piece) {
    size.objects += c == '{' ? 1 : 0;
    size.marks += c == '"' || c == '\\' || c == '\n' ? 1 : 0;
  }
}

}  // namespace

expected<std::vector<Unpacked>, Rejection> unpack(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.max_body_bytes) return unexpected(body_too_large(limits));
  if (is_zip(bytes)) return unzip(bytes, limits);
  if (!is_gzip(bytes)) return alone(std::string(bytes));
  return gunzip(bytes, limits.max_inflated_bytes, limits).map(alone);
}

bool is_named(std::string_view path, std::initializer_list<std::string_view> suffixes) {
  const std::string name = lower_case(path.substr(path.rfind('/') + 1));
  return !name.starts_with('.') &&
         std::ranges::any_of(suffixes, [&](auto suffix) { return name.ends_with(suffix); });
}

Rejection over_limit(std::size_t cap, std::string_view of_what, std::string_view setting) {
  return {Reason::too_large,
          fmt::format("more than {} {}; raise limits.{} to take it", cap, of_what, setting)};
}

Rejection body_too_large(const Limits& limits) {
  return over_limit(limits.max_body_bytes, "bytes", "max_body_bytes");
}

Rejection inflates_too_large(const Limits& limits) {
  return over_limit(limits.max_inflated_bytes, "bytes when inflated", "max_inflated_bytes");
}

Rejection too_many_documents(const Limits& limits) {
  return over_limit(limits.max_documents, "reports in one delivery", "max_documents");
}

TextSize unpacked_size(std::string_view bytes, const Limits& limits) {
  const std::size_t most = limits.max_inflated_bytes;
  TextSize size;
  if (is_zip(bytes)) return {.bytes = most};
  if (!is_gzip(bytes)) {
    add(size, bytes.substr(0, most));
    return size;
  }
  Inflater inflater(bytes);
  std::size_t members = 1;
  for (int code = Z_OK; code == Z_OK && size.bytes < most;) {
    code = inflater.inflate_piece();
    add(size, inflater.piece());
    if (code != Z_STREAM_END || members++ == limits.max_gzip_members) continue;
    inflater.begin_next_member();
    code = Z_OK;
  }
  size.bytes = std::min(size.bytes, most);
  return size;
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipOnly, MAX_MEM_LEVEL - 1,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int code = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  assert(code == Z_STREAM_END);
  return packed;
}

}  // namespace tlsward
