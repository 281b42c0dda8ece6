#include "web/assets.h"

#include "embedded/static_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

struct Asset {
  std::string_view file_name;
  std::string_view content;
  std::string hash;  // 8 hexadecimal digits
  std::string path;
};

// FNV-1a of 32 bits: enough to tell the files of one version from those of the next.
std::string short_hash(std::string_view content) {
  std::uint32_t hash = 2166136261;
  for (const char byte : content)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619;
  return fmt::format("{:08x}", hash);
}

std::vector<Asset> read_assets() {
  std::vector<Asset> assets;
  for (const auto& [file_name, content] : embedded::static_files) {
    const std::string hash = short_hash(content);
    const auto dot = file_name.rfind('.');
    assets.push_back(
        {file_name, content, hash,
         fmt::format("/static/{}.{}{}", file_name.substr(0, dot), hash, file_name.substr(dot))});
  }
  return assets;
}

const std::vector<Asset>& all_assets() {
  static const std::vector<Asset> assets = read_assets();
  return assets;
}

std::string_view media_type(std::string_view file_name) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".txt", kPlainText}};
  const auto* const found = std::ranges::find_if(
      types, [&](const auto& type) { return file_name.ends_with(type.first); });
  assert(found != std::end(types));
  return found->second;
}

}  // namespace

std::string asset_path(std::string_view file_name) {
  const auto found = std::ranges::find(all_assets(), file_name, &Asset::file_name);
  assert(found != all_assets().end());
  return found->path;
}

Response asset(const Request& request) {
  const auto found = std::ranges::find(all_assets(), request.path, &Asset::path);
  if (found == all_assets().end()) return {404, kPlainText, "There is no such file.\n"};
  Response response{.media_type = std::string(media_type(found->file_name)),
                    .headers = {{"ETag", fmt::format("\"{}\"", found->hash)},
                                {"Cache-Control", "public, max-age=31536000, immutable"}}};
  const std::string_view known = request.header("If-None-Match");
  if (known == "*" || known.find(found->hash) != std::string_view::npos)
    response.status = 304;
  else
    response.body = found->content;
  return response;
}

}  // namespace tlsward
