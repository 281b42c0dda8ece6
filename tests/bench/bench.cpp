// Where the time goes: one program that makes corpora and times the stages of taking reports in,
// and the digest. tests/bench/run.sh runs it, compares with `sqlite3 .import` in the same run and
// writes docs/performance.md.
//
// corpus MIX REPORTS FOLDER: .json.gz files, policies.csv and failures.csv of the same facts.
// mbox MIX REPORTS FILE: the same reports, each in a mail.
// stages MIX REPORTS: microseconds a report of each stage, on one core, in memory.
// mails MIX REPORTS SAMPLES: the same of what mails need before; SAMPLES is the folder of samples.
// growth MIX REPORTS DATABASE: keeps REPORTS reports; microseconds a report for each fifth.
// digest or metrics DATABASE DAY, pages DATABASE DAY [PAGE...]: tests/bench/reading.h.
// flood POSTS DATABASE: milliseconds of a post's commit, while POSTS posts of 1,000 entries each
// come for one domain and day.
#include "collector/dkim.h"
#include "collector/intake.h"
#include "collector/mail_message.h"
#include "collector/mbox.h"
#include "collector/unpack.h"
#include "schema/report_json.h"
#include "schema/store.h"
#include "tests/bench/corpus.h"
#include "tests/bench/reading.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlsward::bench {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kBatch = 10'000;
constexpr Timestamp kNow{std::chrono::seconds{1'795'521'600}};  // 2026-11-24T12:00:00Z

// CPU seconds of this process, all threads.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// CPU microseconds that `work` takes for each of `n`.
template <typename Work>
double microseconds_each(std::size_t n, const Work& work) {
  const double before = cpu_seconds();
  work();
  return (cpu_seconds() - before) * 1e6 / static_cast<double>(n);
}

const Ownership kEverything{.accept_any = true};

Delivery make_delivery(std::string bytes, std::uint64_t i) {
  const std::string file = fmt::format("{:07}.json.gz", i);
  return {.channel = "file",
          .source = file,
          .file_name = file,
          .trust = Trust::vouched,
          .received = kNow,
          .bytes = std::move(bytes)};
}

std::ofstream open_for_writing(const std::filesystem::path& path) {
  std::ofstream out(path, std::ios::binary);
  if (!out) throw std::runtime_error(fmt::format("{}: cannot be written", path.string()));
  return out;
}

void make_corpus(Mix mix, std::uint64_t reports, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::ofstream policies = open_for_writing(folder / "policies.csv");
  std::ofstream failures = open_for_writing(folder / "failures.csv");
  for (std::uint64_t i = 0; i < reports; ++i) {
    const auto part = folder / "reports" / fmt::format("{:04}", i / 1000);
    if (i % 1000 == 0) std::filesystem::create_directories(part);
    const Made made = make_report(mix, kSeed, i);
    open_for_writing(part / fmt::format("{:07}.json.gz", i)) << gzip(made.json);
    policies << made.policy_rows;
    failures << made.failure_rows;
  }
}

// As senders write them (base64 by RFC 2045, 76 letters a line).
std::string base64(std::string_view bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k <= bytes.size() ? letters[three >> (18 - 6 * k) & 63] : '=';
    if (i % 57 == 54) text += '\n';
  }
  return text;
}

std::string make_mail(Mix mix, std::uint64_t i) {
  return fmt::format(
      "Return-Path: <tls@reporter.example.com>\n"
      "Received: from mail.example.com (mail.example.com [192.0.2.9])\n"
      "\tby mx.example.org with ESMTPS id {0}; Tue, 24 Nov 2026 03:00:00 +0000\n"
      "From: tls@reporter.example.com\nTo: tlsrpt@example.org\n"
      "Subject: Report Domain: example.org Submitter: reporter.example.com Report-ID: <{0}>\n"
      "Date: Tue, 24 Nov 2026 03:00:00 +0000\nMessage-ID: <{0}@reporter.example.com>\n"
      "MIME-Version: 1.0\nTLS-Report-Domain: example.org\n"
      "TLS-Report-Submitter: reporter.example.com\n"
      "Content-Type: multipart/report; report-type=tlsrpt; boundary=\"=_{0}\"\n\n"
      "--=_{0}\nContent-Type: text/plain; charset=utf-8\n\nThis is an aggregate TLS report.\n\n"
      "--=_{0}\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n"
      "Content-Disposition: attachment; "
      "filename=\"reporter.example.com!example.org!{0}.json.gz\"\n\n"
      "{1}\n--=_{0}--\n",
      i, base64(gzip(make_report(mix, kSeed, i).json)));
}

constexpr const char* kFromLine = "From tls@reporter.example.com Tue Nov 24 03:00:00 2026\n";

void make_mbox(Mix mix, std::uint64_t reports, const std::filesystem::path& file) {
  std::ofstream out = open_for_writing(file);
  for (std::uint64_t i = 0; i < reports; ++i)
    out << kFromLine << make_mail(mix, i) << '\n';
}

std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What is done to mails before their reports are read. The signature is verified of one mail again
// and again, with its key at hand.
void time_mails(Mix mix, std::size_t n, const std::string& samples) {
  std::string mbox;
  for (std::size_t i = 0; i < n; ++i)
    mbox += kFromLine + make_mail(mix, i) + '\n';
  std::vector<std::string> mails;
  const double split = microseconds_each(n, [&] {
    std::string_view rest = mbox;
    MboxReader reader(
        [&](char* to, std::size_t count) {
          const std::size_t size = rest.copy(to, count);
          rest.remove_prefix(size);
          return size;
        },
        Limits{}.max_mail_bytes);
    while (auto mail = reader.next())
      mails.push_back(std::move(mail->bytes));
  });
  if (mails.size() != n) throw std::runtime_error("the mbox has another number of mails");
  std::size_t parts = 0;
  const double mime = microseconds_each(n, [&] {
    for (const std::string& mail : mails)
      parts += read_mail(mail, Limits{})->parts.size();
  });
  if (parts != n) throw std::runtime_error("the mails have another number of reports");
  const std::string mail = file_text(samples + "/signed/pass.eml");
  const std::string keys = file_text(samples + "/signed.keys");
  const std::string key = keys.substr(keys.find(' ') + 1, keys.find('\n') - keys.find(' ') - 1);
  DkimVerifier verifier(
      [&](const std::string&) {
        return TxtAnswer{TxtAnswer::Status::found, {key}};
      },
      Limits{});
  constexpr std::size_t verified = 1'000;
  const double dkim = microseconds_each(verified, [&] {
    for (std::size_t i = 0; i < verified; ++i)
      if (verifier.verify(mail, kNow, kNow).front().verdict != DkimVerdict::pass)
        throw std::runtime_error("the signature of the sample does not hold");
  });
  fmt::print("mbox {:.2f}\nmime {:.2f}\ndkim(polled) {:.2f}\n", split, mime, dkim);
}

// Decoding: each stage over all reports, one after the other.
void time_decoding(const std::vector<std::string>& packed) {
  const std::size_t n = packed.size();
  std::vector<std::string> texts;
  std::vector<Report> reports;
  const double inflate = microseconds_each(n, [&] {
    for (const auto& bytes : packed)
      texts.push_back(unpack(bytes, Limits{})->front().text);
  });
  const double parse = microseconds_each(n, [&] {
    for (const auto& text : texts)
      reports.push_back(*parse_report(text));
  });
  Fingerprinter fingerprinter{HashKey{}};
  std::int64_t sum = 0;
  const double identity = microseconds_each(n, [&] {
    for (const auto& report : reports)
      sum ^= fingerprinter.fingerprint(report).content;
  });
  fmt::print("inflate {:.2f}\nparse {:.2f}\nfingerprint {:.2f}\n", inflate, parse, identity);
  if (sum == 0) throw std::runtime_error("the fingerprints are all alike");
}

void time_stages(Mix mix, std::size_t n) {
  std::vector<std::string> packed;
  for (std::size_t i = 0; i < n; ++i)
    packed.push_back(gzip(make_report(mix, kSeed, i).json));
  time_decoding(packed);

  Intake intake(Limits{}, kEverything, HashKey{});
  std::vector<std::vector<Reading>> readings;
  const double read = microseconds_each(n, [&] {
    for (std::size_t i = 0; i < n; ++i)
      readings.push_back(intake.read(make_delivery(packed[i], i)));
  });
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("tlsward-bench-{}.db", ::getpid());
  const double keep = microseconds_each(n, [&] {
    const auto store = open_store(path, Commits::bulk);
    for (std::size_t i = 0; i < n; ++i) {
      intake.keep(*store, readings[i]);
      if ((i + 1) % kBatch == 0) store->commit();
    }
    store->commit();
  });
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(path.string() + suffix);
  fmt::print("read(all-of-these) {:.2f}\nkeep {:.2f}\n", read, keep);
}

// CPU seconds to keep the reports [begin, end), without making and reading them.
double time_batch(Mix mix, Store& store, Intake& intake, std::uint64_t begin, std::uint64_t end) {
  std::vector<std::vector<Reading>> batch;
  for (std::uint64_t i = begin; i < end; ++i)
    batch.push_back(intake.read(make_delivery(gzip(make_report(mix, kSeed, i).json), i)));
  const double before = cpu_seconds();
  for (const auto& readings : batch)
    intake.keep(store, readings);
  store.commit();
  return cpu_seconds() - before;
}

void time_growth(Mix mix, std::uint64_t n, const std::string& database) {
  const auto store = open_store(database, Commits::bulk);
  Intake intake(Limits{}, kEverything, store->hash_key());
  const std::uint64_t fifth = n / 5;
  double total = 0;
  for (std::uint64_t part = 1; part <= 5; ++part) {
    double seconds = 0;
    for (std::uint64_t begin = (part - 1) * fifth; begin < part * fifth; begin += kBatch)
      seconds += time_batch(mix, *store, intake, begin, std::min(begin + kBatch, part * fifth));
    total += seconds;
    fmt::print("{} {:.2f}\n", part * fifth, seconds * 1e6 / static_cast<double>(fifth));
  }
  fmt::print("mean {:.2f}\n", total * 1e6 / static_cast<double>(fifth * 5));
}

// One post of a flood: 1,000 entries about one domain and day, from a reporter of its own.
std::string make_flood(std::uint64_t i) {
  std::string policies;
  for (int n = 0; n < 1000; ++n) {
    policies += fmt::format(
        R"({}{{"policy":{{"policy-type":"sts","policy-domain":"example.org"}},"summary":)"
        R"({{"total-successful-session-count":1,"total-failure-session-count":1}},"failure-details":)"
        R"([{{"result-type":"certificate-expired","failed-session-count":1}}]}})",
        n == 0 ? "" : ",");
  }
  return fmt::format(
      R"({{"organization-name":"{0}","contact-info":"tls@reporter{0}.example.com","report-id":"{0}",)"
      R"("date-range":{{"start-datetime":"2026-11-23T00:00:00Z","end-datetime":"2026-11-23T23:59:59Z"}},)"
      R"("policies":[{1}]}})",
      i, policies);
}

void time_flood(std::uint64_t posts, const std::string& database) {
  const auto store = open_store(database, Commits::each);
  Intake intake(Limits{}, kEverything, store->hash_key());
  double total = 0;
  for (std::uint64_t i = 1; i <= posts; ++i) {
    const auto readings = intake.read(make_delivery(make_flood(i), i));
    const double milliseconds = microseconds_each(1000, [&] { intake.keep(*store, readings); });
    total += milliseconds;
    if (i == 1 || i % (posts / 5) == 0) fmt::print("{} {:.1f}\n", i, milliseconds);
  }
  fmt::print("all {:.0f}\n", total);
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 4 && words[0] == "corpus") {
    make_corpus(parse_mix(words[1]), std::stoull(words[2]), words[3]);
  } else if (words.size() == 3 && words[0] == "stages") {
    time_stages(parse_mix(words[1]), std::stoull(words[2]));
  } else if (words.size() == 4 && words[0] == "mbox") {
    make_mbox(parse_mix(words[1]), std::stoull(words[2]), words[3]);
  } else if (words.size() == 4 && words[0] == "mails") {
    time_mails(parse_mix(words[1]), std::stoull(words[2]), words[3]);
  } else if (words.size() == 4 && words[0] == "growth") {
    time_growth(parse_mix(words[1]), std::stoull(words[2]), words[3]);
  } else if (words.size() == 3 && words[0] == "digest" && parse_day(words[2])) {
    time_digest(words[1], *parse_day(words[2]));
  } else if (words.size() == 3 && words[0] == "metrics") {
    time_metrics(words[1], *parse_day(words[2]));
  } else if (words.size() >= 3 && words[0] == "pages") {
    time_pages(words[1], *parse_day(words[2]), {words.begin() + 3, words.end()});
  } else if (words.size() == 3 && words[0] == "flood") {
    time_flood(std::stoull(words[1]), words[2]);
  } else {
    fmt::print(stderr,
               "usage: bench corpus|mbox|stages|mails|growth|digest|metrics|pages|flood ... (the "
               "first lines of "
               "bench.cpp tell)\n");
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace tlsward::bench

int main(int argc, char** argv) {
  try {
    return tlsward::bench::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
  }
}
