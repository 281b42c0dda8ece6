#include "collector/report_endpoint.h"

#include "collector/come_again.h"
#include "collector/http_answer.h"
#include "collector/memory_budget.h"
#include "collector/token_buckets.h"
#include "collector/unpack.h"
#include "schema/network.h"
#include "schema/report.h"
#include "schema/text.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/String.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace tlsward {

namespace {

using Poco::Net::HTTPResponse;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr std::string_view kPath = "/v1/tlsrpt";
constexpr std::string_view kMethods = "POST, OPTIONS";

// The text with each %41 read as the byte it stands for; absent if one is broken.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

// The path of a request's target; absent if it cannot be decoded. A target may also be a whole URI
// (RFC 9112 section 3.2.2).
std::optional<std::string> path_of(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    target.remove_prefix(std::min(target.find('/'), target.size()));
    break;
  }
  return percent_decoded(target.substr(0, target.find('?')));
}

// Whether reports are POSTed to this target: the path alone or with a token, with a slash at the
// end or without.
bool is_ours(std::string_view target, const std::set<std::string>& tokens) {
  const std::optional<std::string> path = path_of(target);
  if (!path || !path->starts_with(kPath)) return false;
  std::string_view rest = std::string_view(*path).substr(kPath.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty()) return true;
  if (!rest.starts_with('/')) return false;
  const std::string token(rest.substr(1));
  if (token.empty() || token.find('/') != std::string::npos) return false;
  return tokens.empty() || tokens.contains(token);
}

// What can be said before the body: a final answer, or nothing against it.
std::optional<HttpAnswer> refuse_head(const HTTPServerRequest& request,
                                      const EndpointOptions& options,
                                      HTTPServerResponse& response) {
  if (!is_ours(request.getURI(), options.tokens)) {
    return HttpAnswer{HTTPResponse::HTTP_NOT_FOUND, "There is nothing here."};
  }
  if (request.getMethod() != "POST") {
    response.set("Allow", std::string(kMethods));
    if (request.getMethod() == "OPTIONS") return HttpAnswer{HTTPResponse::HTTP_NO_CONTENT, ""};
    return HttpAnswer{HTTPResponse::HTTP_METHOD_NOT_ALLOWED,
                      "This endpoint works: TLS reports (RFC 8460) are POSTed here."};
  }
  const std::string encoding = Poco::toLower(request.get("Content-Encoding", "identity"));
  if (encoding != "gzip" && encoding != "x-gzip" && encoding != "identity") {
    response.set("Accept-Encoding", "gzip");
    return HttpAnswer{HTTPResponse::HTTP_UNSUPPORTED_MEDIA_TYPE,
                      "Content-Encoding may be gzip or identity."};
  }
  if (!request.hasContentLength() && !request.getChunkedTransferEncoding()) {
    return HttpAnswer{HTTPResponse::HTTP_LENGTH_REQUIRED,
                      "A report needs Content-Length or Transfer-Encoding: chunked."};
  }
  return std::nullopt;
}

constexpr HttpAnswer kTooLarge{
    HTTPResponse::HTTP_REQUEST_ENTITY_TOO_LARGE,
    "The report is larger than this receiver takes (its limits.max_body_bytes, "
    "limits.max_inflated_bytes or [limits] of a report's parts)."};

// What a request that holds so many bytes has to have of the budget. Nothing if they are few: what
// every sender posts each day must be taken whatever a few large ones hold, and there are only so
// many connections (limits.max_connections).
constexpr std::size_t charged(std::size_t bytes) {
  constexpr std::size_t few = 16 << 10;
  return bytes - std::min(bytes, few);
}

// The body, or nothing if it is larger than the limit. The share grows with what has come, not with
// what was announced: a slow sender must not hold memory that he only speaks of.
std::optional<std::string> read_body(HTTPServerRequest& request, std::size_t max_bytes,
                                     Share& share) {
  const auto declared = static_cast<std::uint64_t>(
      std::max<Poco::Int64>(request.hasContentLength() ? request.getContentLength64() : 0, 0));
  if (declared > max_bytes) return std::nullopt;
  std::string body;
  body.reserve(std::min<std::size_t>(declared, 1 << 20));
  std::array<char, 16 << 10> piece{};
  while (request.stream().read(piece.data(), piece.size()), request.stream().gcount() > 0) {
    const auto size = static_cast<std::size_t>(request.stream().gcount());
    if (body.size() + size > max_bytes) return std::nullopt;
    share.grow_to(charged(body.size() + size));
    body.append(piece.data(), size);
  }
  return body;
}

bool is_multipart(const HTTPServerRequest& request, std::string_view body) {
  return body.starts_with("--") &&
         Poco::toLower(request.getContentType()).starts_with("multipart/");
}

// What is held at the most while a body is understood (measured of what is worst, for each: long
// texts, documents that say nothing, lines of one letter): its text, parsed, and in the form by
// which it is known again, of which parts are sorted; and what an object and a short text take
// beside their letters. Not more than there is, so that the largest has it alone.
std::size_t reading_bytes(const TextSize& text, const Limits& limits) {
  constexpr std::size_t a_letter = 4;
  constexpr std::size_t an_object = 700;
  constexpr std::size_t a_mark = 80;
  return std::min(a_letter * text.bytes + an_object * text.objects + a_mark * text.marks,
                  limits.max_bytes_in_memory / 2);
}

// What many small pieces of a large report took, the allocator would keep for this thread's next
// one, so that the budget would be spent once for each thread.
void give_back(std::size_t bytes) {
  constexpr std::size_t large = 1 << 20;
  if (bytes > large) malloc_trim(0);
}

// Bodies as they come have one half of limits.max_bytes_in_memory, what they are read into has the
// other: who waits for the second holds of the first only, so that nobody waits in a circle. A slow
// sender holds its body for long, so that one network has half of the first, or one body; reading
// is soon over.
struct Memory {
  explicit Memory(const Limits& limits)
      : bodies(limits.max_bytes_in_memory / 2,
               std::max(limits.max_bytes_in_memory / 4, limits.max_body_bytes), limits.memory_wait),
        reading(limits.max_bytes_in_memory / 2, limits.max_bytes_in_memory / 2,
                limits.memory_wait) {}

  MemoryBudget bodies;
  MemoryBudget reading;
};

// Inflating is the one thing that costs far more than it was to send: a thousand times as many
// bytes. What the bodies of a network grow by is counted for it; not for all together, or a few
// strangers could shut everybody out.
class Inflating {
 public:
  explicit Inflating(const Limits& limits)
      : grown_(kBurst * static_cast<double>(limits.inflated_bytes_per_second),
               static_cast<double>(limits.inflated_bytes_per_second)) {}

  // Throws ComeAgain if the network had its share of the last seconds, and the body is one that may
  // grow by more than is free.
  void check(const std::string& network, std::string_view body) {
    const bool packed = body.starts_with("\x1f\x8b") || body.starts_with("PK\x03\x04");
    if (!packed || body.size() <= kFree / kMostGrowth) return;
    if (grown_.has(network, TokenBuckets::Clock::now())) return;
    throw ComeAgain(429, std::chrono::seconds(300), "limits.inflated_bytes_per_second",
                    "more was inflated of late than limits.inflated_bytes_per_second");
  }

  // The body was of the first size and is of the second. What every sender posts is free.
  void spend(const std::string& network, std::size_t body, std::size_t text) {
    const std::size_t grown = text - std::min(text, body);
    grown_.spend(network, grown - std::min(grown, kFree), TokenBuckets::Clock::now());
  }

 private:
  static constexpr double kBurst = 5;               // seconds that may be used at once
  static constexpr std::size_t kFree = 1 << 20;     // bytes of each body
  static constexpr std::size_t kMostGrowth = 1032;  // times, by deflate

  TokenBuckets grown_;
};

// What all requests share.
struct Shared {
  explicit Shared(const Limits& limits) : memory(limits), inflating(limits) {}

  Memory memory;
  Inflating inflating;
};

// Throws ComeAgain if the database's file system has less than min_free_bytes, or 5 % where that is
// less, left.
void check_room(const EndpointOptions& options) {
  struct statvfs disk {};
  // A database that cannot be looked at says so itself when the report is written.
  if (::statvfs(options.database.c_str(), &disk) != 0) return;
  const auto block = static_cast<std::uint64_t>(disk.f_frsize);
  const auto wanted = std::min<std::uint64_t>(
      static_cast<std::uint64_t>(options.limits.min_free_bytes), disk.f_blocks * block / 20);
  if (disk.f_bavail * block < wanted) {
    throw ComeAgain(503, std::chrono::seconds(900), "limits.min_free_bytes",
                    fmt::format("{}: only {} bytes are free, limits.min_free_bytes asks for {}",
                                options.database, disk.f_bavail * block, wanted));
  }
}

// One answer for all reports of a delivery: the best of them counts, for what is stored needs no
// second delivery, and a duplicate no third.
HttpAnswer answer_for(const std::vector<Settled>& settled) {
  const auto any = [&](Outcome outcome, std::optional<Reason> reason = {}) {
    return std::any_of(settled.begin(), settled.end(), [&](const Settled& one) {
      return one.outcome == outcome &&
             (!reason || (one.rejection && one.rejection->reason == *reason));
    });
  };
  // A forger must not learn that an identity is known: a conflict reads as stored.
  if (any(Outcome::stored) || any(Outcome::conflict) || any(Outcome::quarantined, Reason::conflict))
    return {HTTPResponse::HTTP_OK, "stored"};
  if (any(Outcome::duplicate)) return {HTTPResponse::HTTP_OK, "duplicate"};
  if (any(Outcome::quarantined, Reason::not_understood)) {
    return {HTTPResponse::HTTP_OK, "kept-unparsed"};
  }
  if (any(Outcome::quarantined)) return {HTTPResponse::HTTP_OK, "kept-aside"};
  if (any(Outcome::refused, Reason::too_large)) return kTooLarge;
  if (any(Outcome::refused, Reason::storage_full)) {
    const bool not_ours = std::ranges::any_of(
        settled, [](const Settled& one) { return one.objection == Reason::not_ours; });
    return not_ours ? HttpAnswer{HTTPResponse::HTTP_NOT_FOUND,
                                 "The report is about none of the domains of this receiver."}
                    : HttpAnswer{HTTPResponse::HTTP_BAD_REQUEST,
                                 "The report cannot count, and there is no room to keep it aside."};
  }
  return {HTTPResponse::HTTP_BAD_REQUEST,
          "This is no TLS report: JSON by RFC 8460 section 4 is expected, best in gzip."};
}

class ReportHandler : public Poco::Net::HTTPRequestHandler {
 public:
  ReportHandler(const EndpointOptions& options, Shared& shared)
      : options_(options), shared_(shared) {}

  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    const std::optional<HttpAnswer> refusal = refuse_head(request, options_, response);
    send_answer(refusal ? *refusal : take(request, response), response);
  }

 private:
  HttpAnswer take(HTTPServerRequest& request, HTTPServerResponse& response) {
    check_room(options_);
    const std::string network = network_of(request.clientAddress().host().toString());
    Share held(shared_.memory.bodies, network);
    std::optional<std::string> body = read_body(request, options_.limits.max_body_bytes, held);
    if (!body) {
      options_.refuse(delivery_of(request, ""), body_too_large(options_.limits));
      return kTooLarge;
    }
    if (is_multipart(request, *body)) {
      response.set("Accept-Encoding", "gzip");
      return {HTTPResponse::HTTP_UNSUPPORTED_MEDIA_TYPE,
              "Send the report itself as the body, not within multipart."};
    }
    shared_.inflating.check(network, *body);
    const TextSize text = unpacked_size(*body, options_.limits);
    shared_.inflating.spend(network, body->size(), text.bytes);
    Share reading(shared_.memory.reading, network);
    const std::size_t needed = reading_bytes(text, options_.limits);
    reading.grow_to(charged(needed));
    const std::vector<Settled> settled = options_.accept(delivery_of(request, *std::move(body)));
    give_back(needed);
    return answer_for(settled);
  }

  Delivery delivery_of(const HTTPServerRequest& request, std::string body) const {
    return {.channel = "https",
            .source = request.clientAddress().host().toString(),
            .file_name = "",
            .trust = Trust::unauthenticated,
            .received = options_.now(),
            .bytes = std::move(body)};
  }

  const EndpointOptions& options_;
  Shared& shared_;
};

class ReportEndpoint : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit ReportEndpoint(const EndpointOptions& options)
      : options_(options), shared_(options.limits) {}

  // Poco owns the handler.
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new ReportHandler(options_, shared_);
  }

 private:
  const EndpointOptions options_;
  Shared shared_;
};

}  // namespace

Poco::Net::HTTPRequestHandlerFactory::Ptr make_report_endpoint(const EndpointOptions& options) {
  return new ReportEndpoint(options);
}

}  // namespace tlsward
