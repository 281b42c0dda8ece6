// Tests web/assets.cpp: files with what is in them in their names.
#include "web/assets.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

namespace tlsward {
namespace {

std::string header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

TEST_CASE("a file is had by its own address, and kept for good") {
  const std::string path = asset_path("style.css");
  CHECK(path.size() == std::string("/static/style.01234567.css").size());
  const Response response = asset({.path = path});
  CHECK(response.status == 200);
  CHECK(response.media_type == "text/css; charset=utf-8");
  CHECK(response.body.find("prefers-color-scheme: dark") != std::string::npos);
  CHECK(header(response, "Cache-Control") == "public, max-age=31536000, immutable");
  const Response again =
      asset({.path = path, .headers = {{"If-None-Match", header(response, "ETag")}}});
  CHECK(again.status == 304);
  CHECK(again.body.empty());
}

TEST_CASE("what others wrote is served as they published it, with its licence") {
  for (const char* file_name : {"uPlot.iife.min.js", "uPlot.min.css", "uPlot.LICENSE.txt"}) {
    CAPTURE(file_name);
    std::ifstream file(fmt::format("{}/web/static/uplot/{}", TLSWARD_SOURCE, file_name));
    const std::string published{std::istreambuf_iterator<char>(file), {}};
    CHECK(published.size() > 1'000);
    CHECK(asset({.path = asset_path(file_name)}).body == published);
  }
}

TEST_CASE("all scripts together stay small") {
  std::size_t bytes = 0;
  for (const char* file_name : {"app.js", "zoom.js", "uPlot.iife.min.js"})
    bytes += asset({.path = asset_path(file_name)}).body.size();
  CHECK(bytes <= 60 << 10);
}

TEST_CASE("whatever is no file's address is not found") {
  for (const char* path : {"/static/style.css", "/static/", "/static/../style.css",
                           "/static/style.00000000.css", "/static/%2e%2e/secret"}) {
    CAPTURE(path);
    CHECK(asset({.path = path}).status == 404);
  }
}

}  // namespace
}  // namespace tlsward
