// Whether the time that a mail costs grows with its size and its parts no faster than they do:
// CPU time of each shape against the same at twice the size. Prints a line for each and ends with 1
// where one takes more than 2.6 times as long: what grows with the square takes 4 times.
#include "collector/dkim.h"
#include "collector/mail_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward::bench {
namespace {

constexpr double kMostRatio = 2.6;
constexpr const char* kHeader =
    "From: a@sender.example\r\nTLS-Report-Domain: example.com\r\nMIME-Version: 1.0\r\n";
constexpr const char* kMultipart =
    "Content-Type: multipart/report; report-type=tlsrpt; boundary=b\r\n\r\n";

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

std::string nested(std::size_t depth) {
  std::string mail = kHeader;
  for (std::size_t i = 0; i < depth; ++i)
    mail += fmt::format("Content-Type: multipart/mixed; boundary=b{0}\r\n\r\n--b{0}\r\n", i);
  return mail + "\r\nhello\r\n";
}

std::string pieces(std::size_t count) {
  std::string mail = kHeader;
  mail += "Content-Type: application/tlsrpt+json\r\nContent-Disposition: attachment";
  for (std::size_t i = 0; i < count; ++i)
    mail += fmt::format(";\r\n filename*{}=a", i);
  return mail + "\r\n\r\n{}";
}

struct Shape {
  const char* name;
  std::function<std::string(std::size_t)> make;
  std::size_t size;
};

const std::vector<Shape> kShapes = {
    {"parts",
     [](std::size_t n) { return kHeader + (kMultipart + repeated("--b\r\n\r\nx\r\n", n)); }, 2'000},
    {"depth", nested, 500},
    {"headers", [](std::size_t n) { return repeated("X: y\r\n", n) + kHeader + "\r\n"; }, 20'000},
    {"one header", [](std::size_t n) { return "X: " + std::string(n, 'x') + "\r\n" + kHeader; },
     100'000},
    {"file name in pieces", pieces, 4'000},
    {"subject of encoded words",
     [](std::size_t n) {
       return "Subject: x" + repeated("\r\n =?utf-8?Q?=C3=A4?=", n) + "\r\n" + kHeader + "\r\n";
     },
     4'000},
    {"base64 on one line",
     [](std::size_t n) {
       return std::string(kHeader) +
              "Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
              std::string(n, 'A');
     },
     5'000'000},
    {"junk in base64",
     [](std::size_t n) {
       return std::string(kHeader) +
              "Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
              repeated("A!\r\n", n);
     },
     2'000'000},
    {"quoted-printable",
     [](std::size_t n) {
       return std::string(kHeader) +
              "Content-Type: application/tlsrpt+json\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
              repeated("=7B=\r\n", n);
     },
     1'500'000},
    {"DKIM signatures and lines",
     [](std::size_t n) {
       return repeated(
                  "DKIM-Signature: v=1; a=rsa-sha256; d=sender.example; s=a; h=from; bh=A; b=A\r\n",
                  n / 1'000) +
              kHeader + "\r\n" + repeated("a \t b\r\n", n);
     },
     1'000'000},
};

double milliseconds(const std::string& mail, DkimVerifier& verifier) {
  const std::clock_t before = std::clock();
  static_cast<void>(read_mail(mail, {}));
  static_cast<void>(verifier.verify(mail, {}, {}));
  return static_cast<double>(std::clock() - before) * 1e3 / CLOCKS_PER_SEC;
}

struct Growth {
  double once = 1e9;  // CPU milliseconds, the least of all turns
  double twice = 1e9;
};

// Both sizes in turn, so that what else the machine does meets both.
Growth growth_of(const Shape& shape, DkimVerifier& verifier) {
  const std::string once = shape.make(shape.size);
  const std::string twice = shape.make(2 * shape.size);
  Growth growth;
  for (int turn = 0; turn < 7; ++turn) {
    growth.once = std::min(growth.once, milliseconds(once, verifier));
    growth.twice = std::min(growth.twice, milliseconds(twice, verifier));
  }
  return growth;
}

int run() {
  DkimVerifier verifier([](const std::string&) { return TxtAnswer{}; }, {});
  int status = 0;
  for (const Shape& shape : kShapes) {
    const auto [once, twice] = growth_of(shape, verifier);
    const bool linear = twice < kMostRatio * once;
    fmt::print("{}: {:.1f} ms, {:.1f} ms for twice as many: {:.2f} x{}\n", shape.name, once, twice,
               twice / once, linear ? "" : " TOO MUCH");
    if (!linear) status = 1;
  }
  return status;
}

}  // namespace
}  // namespace tlsward::bench

int main() {
  return tlsward::bench::run();
}
