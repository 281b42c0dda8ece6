// DKIM by libopendkim, which does the cryptography; DNS is asked through a function of ours. Around
// it stand the rules that it does not know: RFC 8460 section 3 allows keys for the service "tlsrpt"
// and forbids l=, and a mail is judged by the time at which it was received.
#include "collector/dkim.h"

#include "collector/mail_fields.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

// What opendkim's header needs and does not include; its C has another word for bool.
#include <netinet/in.h>
#include <sys/types.h>
#define _Bool bool  // NOLINT(bugprone-reserved-identifier)
extern "C" {
#include <opendkim/dkim.h>
}
#undef _Bool

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cstring>
#include <exception>
#include <new>
#include <optional>
#include <span>
#include <utility>

namespace tlsward {
namespace {

// Lists of tags: "v=DKIM1; s=tlsrpt; p=..." (RFC 6376 section 3.2)

struct Tag {
  std::string_view name;
  std::string_view value;
};

std::vector<Tag> tags_of(std::string_view list) {
  std::vector<Tag> tags;
  while (!list.empty()) {
    const std::string_view part = list.substr(0, list.find(';'));
    list.remove_prefix(std::min(part.size() + 1, list.size()));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    tags.push_back({trimmed(part.substr(0, equals)), trimmed(part.substr(equals + 1))});
  }
  return tags;
}

std::optional<std::string_view> tag_value(const std::vector<Tag>& tags, std::string_view name) {
  const auto found = std::ranges::find(tags, name, &Tag::name);
  return found != tags.end() ? std::optional(found->value) : std::nullopt;
}

bool has_service(std::string_view services, std::string_view wanted) {
  while (!services.empty()) {
    const std::string_view service = services.substr(0, services.find(':'));
    services.remove_prefix(std::min(service.size() + 1, services.size()));
    if (trimmed(service) == wanted) return true;
  }
  return false;
}

// The key record as libopendkim takes it: it knows no service but "email".
std::string with_known_service(const std::string& record) {
  std::string known;
  for (const Tag& tag : tags_of(record)) {
    const bool tlsrpt = tag.name == "s" && has_service(tag.value, "tlsrpt");
    known += fmt::format("{}={}; ", tag.name, tlsrpt ? "*" : tag.value);
  }
  return known;
}

// Only an s= that names other services says so; none at all is for everything.
bool excludes_tlsrpt(const std::string& record) {
  const auto services = tag_value(tags_of(record), "s");
  return services && !has_service(*services, "tlsrpt") && !has_service(*services, "*");
}

// The mail as libopendkim takes it

// The mail with CRLF line ends, without signatures that are not to be looked at.
struct Prepared {
  std::string text;
  std::size_t signatures = 0;          // left in the text
  std::vector<DkimSignature> refused;  // for l=
};

DkimSignature refused_for_length(std::string_view field) {
  const auto tags = tags_of(field_value(field));
  return {DkimVerdict::fail, Domain(tag_value(tags, "d").value_or("")),
          printable(tag_value(tags, "s").value_or(""), 80),
          "l= leaves a part of the mail unsigned (RFC 8460 section 3)"};
}

void add_lines(std::string& to, std::string_view text) {
  while (!text.empty()) {
    to += next_line(text);
    to += "\r\n";
  }
}

// libopendkim lets the l= of one signature slip into those that follow, so such ones go before.
Prepared prepare(std::string_view mail, std::size_t max_signatures) {
  Prepared prepared;
  prepared.text.reserve(mail.size() + mail.size() / 32);
  while (!header_ends(mail)) {
    const std::string_view field = next_field(mail);
    if (field_name(field) == "dkim-signature") {
      if (prepared.signatures + prepared.refused.size() == max_signatures) continue;
      if (tag_value(tags_of(field_value(field)), "l")) {
        prepared.refused.push_back(refused_for_length(field));
        continue;
      }
      ++prepared.signatures;
    }
    add_lines(prepared.text, field);
  }
  add_lines(prepared.text, mail);
  return prepared;
}

// Verdicts

std::string_view text_of(const unsigned char* text) {
  return text != nullptr ? reinterpret_cast<const char*>(text) : "";
}

std::string_view tag_of(DKIM_SIGINFO* signature, std::string name) {
  return text_of(
      dkim_sig_gettagvalue(signature, false, reinterpret_cast<unsigned char*>(name.data())));
}

// x=, the time after which the signature no longer holds; absent if there is none.
std::optional<Timestamp> expiry_of(DKIM_SIGINFO* signature) {
  const std::string_view text = tag_of(signature, "x");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc()) return {};
  return Timestamp(std::chrono::seconds(seconds));
}

DkimVerdict verdict_of(DKIM_SIGINFO* signature) {
  const int error = dkim_sig_geterror(signature);
  const bool no_key = error == DKIM_SIGERROR_NOKEY || error == DKIM_SIGERROR_KEYREVOKED;
  return no_key ? DkimVerdict::no_key : DkimVerdict::fail;
}

bool has_passed(DKIM_SIGINFO* signature) {
  return (dkim_sig_getflags(signature) & DKIM_SIGFLAG_PASSED) != 0 &&
         dkim_sig_getbh(signature) == DKIM_SIGBH_MATCH;
}

std::string why_not(DKIM_SIGINFO* signature) {
  const int error = dkim_sig_geterror(signature);
  const bool compared = error == DKIM_SIGERROR_OK || error == DKIM_SIGERROR_BADSIG;
  if (!compared) return dkim_sig_geterrorstr(error);
  return dkim_sig_getbh(signature) == DKIM_SIGBH_MISMATCH ? "the body was changed"
                                                          : "the signature does not match";
}

struct Times {
  Timestamp received;
  Timestamp now;
};

// What came of asking for a signature's key. libopendkim tells no failed query from a bad answer.
struct KeyQuery {
  const DKIM_SIGINFO* signature = nullptr;
  TxtAnswer::Status status = TxtAnswer::Status::failed;
  bool for_tlsrpt = true;
};

DkimSignature judge(DKIM_SIGINFO* signature, const KeyQuery& key, const Times& times) {
  DkimSignature judged{DkimVerdict::pass, Domain(text_of(dkim_sig_getdomain(signature))),
                       printable(text_of(dkim_sig_getselector(signature)), 80), ""};
  const auto expiry = expiry_of(signature);
  if (!has_passed(signature)) {
    const bool asked_in_vain = key.signature != nullptr && key.status == TxtAnswer::Status::failed;
    judged.verdict = asked_in_vain ? DkimVerdict::temporary : verdict_of(signature);
    judged.detail = asked_in_vain ? "its key could not be fetched" : why_not(signature);
  } else if (lower_case(tag_of(signature, "a")) == "rsa-sha1") {
    judged.verdict = DkimVerdict::fail;
    judged.detail = "SHA-1 is no proof any more (RFC 8301)";
  } else if (expiry && *expiry < times.received) {
    judged.verdict = DkimVerdict::fail;
    judged.detail = "it had expired before the mail was received";
  } else if (expiry && *expiry < times.now) {
    judged.verdict = DkimVerdict::expired;
    judged.detail = "expired since, at " + format_datetime(*expiry);
  } else if (!key.for_tlsrpt) {
    judged.detail = "its key does not name tlsrpt (RFC 8460 section 3)";
  }
  return judged;
}

struct Free {
  void operator()(DKIM* dkim) const { dkim_free(dkim); }
  void operator()(DKIM_LIB* library) const { dkim_close(library); }
};

// What libopendkim could not even take apart must not be verified: it would not survive that.
DKIM_CBSTAT ignore_malformed(DKIM*, DKIM_SIGINFO** signatures, int count) {
  for (DKIM_SIGINFO* signature : std::span(signatures, static_cast<std::size_t>(count))) {
    if (dkim_sig_geterror(signature) != DKIM_SIGERROR_UNKNOWN) dkim_sig_ignore(signature);
  }
  return DKIM_CBSTAT_CONTINUE;
}

// libopendkim compares x= with the clock; ours is the time of receipt. It would take a larger drift
// for a signature of the future.
constexpr std::uint64_t kAnyTime = 1'000'000'000;

}  // namespace

struct DkimVerifier::Library {
  TxtLookup lookup;
  std::unique_ptr<DKIM_LIB, Free> library{dkim_init(nullptr, nullptr)};
  std::exception_ptr thrown;      // by the lookup, on its way through C
  std::vector<KeyQuery> queries;  // for the mail that is being verified

  // Puts the key record into the buffer.
  DKIM_CBSTAT find_key(DKIM_SIGINFO* signature, std::span<unsigned char> buffer) {
    const TxtAnswer answer =
        lookup(fmt::format("{}._domainkey.{}", text_of(dkim_sig_getselector(signature)),
                           text_of(dkim_sig_getdomain(signature))));
    KeyQuery& query = queries.emplace_back(KeyQuery{signature, answer.status, true});
    if (answer.status == TxtAnswer::Status::failed) return DKIM_CBSTAT_ERROR;
    if (answer.texts.empty()) return DKIM_CBSTAT_NOTFOUND;
    const std::string& record = answer.texts.front();
    query.for_tlsrpt = !excludes_tlsrpt(record);
    const std::string known = with_known_service(record);
    if (known.size() >= buffer.size()) return DKIM_CBSTAT_NOTFOUND;
    std::memcpy(buffer.data(), known.c_str(), known.size() + 1);
    return DKIM_CBSTAT_CONTINUE;
  }

  static DKIM_CBSTAT look_up(DKIM* dkim, DKIM_SIGINFO* signature, unsigned char* buffer,
                             std::size_t size) {
    Library& self = *static_cast<Library*>(dkim_get_user_context(dkim));
    if (self.thrown) return DKIM_CBSTAT_ERROR;
    try {
      return self.find_key(signature, {buffer, size});
    } catch (...) {
      self.thrown = std::current_exception();
      return DKIM_CBSTAT_ERROR;
    }
  }

  KeyQuery query_of(const DKIM_SIGINFO* signature) const {
    const auto found = std::ranges::find(queries, signature, &KeyQuery::signature);
    return found != queries.end() ? *found : KeyQuery{};
  }

  void set_up() {
    if (!library) throw std::bad_alloc();
    unsigned int flags = DKIM_LIBFLAGS_DELAYSIGPROC | DKIM_LIBFLAGS_BADSIGHANDLES;
    std::uint64_t drift = kAnyTime;
    dkim_options(library.get(), DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags);
    dkim_options(library.get(), DKIM_OP_SETOPT, DKIM_OPTS_CLOCKDRIFT, &drift, sizeof drift);
    dkim_set_key_lookup(library.get(), look_up);
    dkim_set_prescreen(library.get(), ignore_malformed);
  }

  // Every signature of the mail, in its order.
  std::vector<DkimSignature> verify(std::string& mail, const Times& times) {
    queries.clear();
    DKIM_STAT status = DKIM_STAT_OK;
    const std::unique_ptr<DKIM, Free> dkim(dkim_verify(
        library.get(), reinterpret_cast<const unsigned char*>("mail"), nullptr, &status));
    if (!dkim) throw std::bad_alloc();
    dkim_set_user_context(dkim.get(), this);
    dkim_chunk(dkim.get(), reinterpret_cast<unsigned char*>(mail.data()), mail.size());
    dkim_chunk(dkim.get(), nullptr, 0);
    dkim_eom(dkim.get(), nullptr);
    DKIM_SIGINFO** signatures = nullptr;
    int count = 0;
    dkim_getsiglist(dkim.get(), &signatures, &count);
    std::vector<DkimSignature> judged;
    for (DKIM_SIGINFO* signature : std::span(signatures, static_cast<std::size_t>(count)))
      judged.push_back(verify(dkim.get(), signature, times));
    return judged;
  }

  DkimSignature verify(DKIM* dkim, DKIM_SIGINFO* signature, const Times& times) {
    const unsigned int done = DKIM_SIGFLAG_PROCESSED | DKIM_SIGFLAG_IGNORE;
    const bool asked = query_of(signature).signature != nullptr;
    if (!thrown && !asked && (dkim_sig_getflags(signature) & done) == 0)
      dkim_sig_process(dkim, signature);
    if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
    return judge(signature, query_of(signature), times);
  }
};

DkimVerifier::DkimVerifier(TxtLookup lookup, const Limits& limits)
    : library_(std::make_unique<Library>()), limits_(limits) {
  library_->lookup = std::move(lookup);
  library_->set_up();
}

DkimVerifier::~DkimVerifier() = default;

std::vector<DkimSignature> DkimVerifier::verify(std::string_view mail, Timestamp received,
                                                Timestamp now) {
  Prepared prepared = prepare(mail, limits_.max_mail_signatures);
  std::vector<DkimSignature> signatures = std::move(prepared.refused);
  if (prepared.signatures > 0) {
    for (DkimSignature& signature : library_->verify(prepared.text, {received, now}))
      signatures.push_back(std::move(signature));
  }
  if (signatures.empty()) signatures.emplace_back();
  std::ranges::stable_sort(signatures, {}, &DkimSignature::verdict);
  return signatures;
}

}  // namespace tlsward
