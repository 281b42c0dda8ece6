#include "program/connection.h"

#include "collector/come_again.h"
#include "collector/http_answer.h"
#include "schema/printable.h"
#include "schema/store.h"
#include "schema/text.h"
#include "web/policy_host.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/String.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

namespace tlsward {

namespace {

using std::chrono::seconds;

constexpr seconds kSendDeadline{10};
constexpr seconds kMinRateGrace{5};  // before the minimum rate is asked for

// A bulk sender that was cut off all at once must not come back all at once.
seconds random_retry_after() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return seconds(std::uniform_int_distribution<int>(300, 900)(random));
}

struct Bound {
  seconds time;
  std::string_view setting;
};

// How long that much of a body may take: a total, and a minimum rate, so that whoever is slower
// falls behind.
Bound bound_of(std::uint64_t bytes, const Limits& limits) {
  const std::size_t rate = limits.min_body_bytes_per_second;
  const Bound total{limits.body_deadline, "limits.body_deadline"};
  if (rate == 0) return total;
  const seconds by_rate = kMinRateGrace + seconds(bytes / rate);
  return by_rate < total.time ? Bound{by_rate, "limits.min_body_bytes_per_second"} : total;
}

bool expects_continue(const Poco::Net::HTTPRequest& request) {
  return request.getVersion() == "HTTP/1.1" &&
         Poco::icompare(request.get("Expect", ""), "100-continue") == 0;
}

// A host as a handshake or a Host field names it, without port and dot at the end.
std::string host_of(std::string_view text) {
  std::string host = lower_case(text.substr(0, text.rfind(':')));
  if (host.ends_with('.')) host.pop_back();
  return host;
}

// Whether the request is for one policy host on a connection to another (RFC 9110 section 7.4):
// each has a certificate of its own, and senders check it for the host that they ask.
bool is_misdirected(std::string_view server_name, std::string_view host) {
  constexpr std::string_view label = "mta-sts.";
  const std::string connected = host_of(server_name);
  const std::string asked = host_of(host);
  const bool is_policy = connected.starts_with(label) || asked.starts_with(label);
  return is_policy && !connected.empty() && !asked.empty() && connected != asked;
}

std::string host_asked(const Poco::Net::HTTPRequest& request) {
  const std::string_view in_target = host_in_target(request.getURI());
  return in_target.empty() ? request.get("Host", "") : std::string(in_target);
}

}  // namespace

Connection::Connection(Service& service, Wire& wire, const Peer& peer, std::string network)
    : service_(service),
      wire_(wire),
      peer_(peer),
      network_(std::move(network)),
      reader_([this](char* buffer, std::size_t size) { return receive(buffer, size); }) {}

std::size_t Connection::receive(char* buffer, std::size_t size) {
  const std::size_t got = wire_.read(buffer, size);
  if (!in_body_) return got;
  body_bytes_ += got;
  expect_body(body_bytes_);
  return got;
}

void Connection::serve() {
  try {
    for (std::size_t requests = 0; requests < service_.limits.max_keep_alive_requests; ++requests) {
      if (!wait_for_request(requests == 0)) break;
      if (serve_request() == Next::close) return;
    }
    wire_.close(Wire::Ending::complete);
  } catch (const PeerTooSlow&) {
    cut_off();
  } catch (const PeerGone&) {
    // Nobody is there for an answer, and nothing was stored that he does not know of.
  } catch (const std::exception& error) {
    service_.log.warn("connection", fmt::format("connection of {}: {}", network_, error.what()));
  }
}

void Connection::cut_off() {
  if (deadline_of_.empty() || wire_.draining()) return;
  service_.tell_exceeded(
      deadline_of_, fmt::format("{} was too slow for {}, and was cut off", network_, deadline_of_));
}

bool Connection::wait_for_request(bool first) {
  in_body_ = false;
  const Limits& limits = service_.limits;
  deadline_of_ = first ? "limits.header_deadline" : "";
  wire_.set_idle_deadline(Wire::Clock::now() +
                          (first ? limits.header_deadline : limits.keep_alive_idle));
  if (reader_.peek() == ByteReader::kEnd) return false;
  deadline_of_ = "limits.header_deadline";
  wire_.set_deadline(Wire::Clock::now() + limits.header_deadline);
  return true;
}

Connection::Next Connection::serve_request() {
  const auto head = read_head(reader_, service_.limits);
  if (!head) return refuse(head.error());
  if (!*head) return Next::close;
  BufferedResponse response;
  StreamedRequest request(peer_, response);
  const auto framing = parse_head(**head, service_.limits, request);
  if (!framing) return refuse(framing.error());
  if (is_misdirected(wire_.server_name(), host_asked(request)))
    return refuse({421, "The connection was opened for another host."});
  RequestBody body(reader_, *framing, [&] {
    if (expects_continue(request)) wire_.write("HTTP/1.1 100 Continue\r\n\r\n");
  });
  request.set_body(body);
  // What the body throws passes through the handler, which so cannot take a part for the whole.
  request.stream().exceptions(std::ios::badbit);
  return handle(request, body);
}

void Connection::begin_body() {
  in_body_ = true;
  body_began_ = Wire::Clock::now();
  body_bytes_ = 0;
  expect_body(0);
}

// The body has come up to there; how long the rest may take.
void Connection::expect_body(std::uint64_t bytes) {
  const Bound bound = bound_of(bytes, service_.limits);
  deadline_of_ = bound.setting;
  wire_.set_deadline(body_began_ + bound.time);
}

void Connection::run_handler(StreamedRequest& request) {
  if (!service_.guard.take_request(network_, Wire::Clock::now())) {
    throw ComeAgain(429, random_retry_after(), "limits.requests_per_second",
                    "more requests than limits.requests_per_second");
  }
  begin_body();
  const std::unique_ptr<Poco::Net::HTTPRequestHandler> handler(
      service_.handlers->createRequestHandler(request));
  handler->handleRequest(request, request.response());
}

// The boundary of a request: the only place that says what a failure looks like from outside.
Connection::Next Connection::handle(StreamedRequest& request, RequestBody& body) {
  try {
    run_handler(request);
  } catch (const PeerGone&) {
    throw;
  } catch (const BadFraming&) {
    return refuse({400, "The body is badly framed."});
  } catch (...) {
    fail(failure_of_current_exception());
    return Next::close;
  }
  return answer(request, body);
}

Connection::Failure Connection::failure_of_current_exception() {
  try {
    throw;
  } catch (const ComeAgain& later) {
    return {later.status, later.retry_after, "come again", later.what(), later.setting};
  } catch (const StoreBusy& busy) {
    return {503, seconds(60), "busy", busy.what(), ""};
  } catch (const StoreFull& full) {
    return {503, seconds(900), "full", full.what(), ""};
  } catch (const StoreUnusable& unusable) {
    return {503, seconds(900), "unusable", unusable.what(), ""};
  } catch (const Poco::Exception& error) {
    return {500, seconds(900), "failure", error.displayText(), ""};
  } catch (const std::exception& error) {
    return {500, seconds(900), "failure", error.what(), ""};
  }
}

void Connection::fail(const Failure& failure) {
  if (!failure.setting.empty()) service_.over_cap(failure.setting);
  service_.log.warn(
      failure.setting.empty() ? fmt::format("{} {}", failure.status, failure.kind)
                              : std::string(failure.setting),
      fmt::format("{}: answered {}: {}", network_, failure.status, printable(failure.why)));
  BufferedResponse response;
  response.set("Retry-After", std::to_string(failure.retry_after.count()));
  const bool page = service_.boundary == Boundary::complete;
  send_answer({failure.status, page ? "Something went wrong here; the log tells what."
                                    : "Not now. Please send the report again later."},
              response);
  send_and_close(page ? response.complete(true) : response.broken_off(),
                 page ? Wire::Ending::complete : Wire::Ending::broken_off);
}

Connection::Next Connection::refuse(const HeadFault& fault) {
  if (!fault.setting.empty())
    service_.tell_exceeded(fault.setting, fmt::format("{} was answered {}: its request is over {}",
                                                      network_, fault.status, fault.setting));
  BufferedResponse response;
  send_answer({fault.status, fault.why}, response);
  send_and_close(response.complete(true), Wire::Ending::complete);
  return Next::close;
}

Connection::Next Connection::answer(StreamedRequest& request, const RequestBody& body) {
  BufferedResponse& response = request.response();
  const bool keep =
      response.getKeepAlive() && request.getKeepAlive() && body.is_complete() && !wire_.draining();
  response.setKeepAlive(keep);
  const std::string bytes = response.complete(request.getMethod() != "HEAD");
  if (!keep) {
    send_and_close(bytes, Wire::Ending::complete);
    return Next::close;
  }
  deadline_of_ = "";
  wire_.set_deadline(Wire::Clock::now() + kSendDeadline);
  wire_.write(bytes);
  return Next::request;
}

void Connection::send_and_close(const std::string& bytes, Wire::Ending ending) {
  deadline_of_ = "";
  wire_.set_deadline(Wire::Clock::now() + kSendDeadline);
  wire_.write(bytes);
  wire_.close(ending);
}

}  // namespace tlsward
