// Reports as bytes that are the same for the same report, and the keyed hashes of those bytes.
#include "schema/identity.h"

#include "schema/text.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace tlsward {

namespace {

// The form of the bytes below. Another form needs another version: its hashes are of another kind.
constexpr std::uint64_t kFormVersion = 1;

// What is longer stands as its SHA-256, so that the largest report needs no second and third copy
// of itself to be compared.
constexpr std::size_t kLongList = 256;
constexpr std::size_t kLongEntry = 8192;

// OpenSSL's errors here have one cause: its default provider is missing or cut down.
void need(bool done) {
  if (!done)
    throw std::runtime_error(
        "OpenSSL gives no SipHash or SHA-256; check its providers (openssl.cnf)");
}

enum class Repeats { keep, drop };

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Writes a report so that two give the same bytes only if they say the same: every text has its
// length in front, every list its end behind. Keeps its buffers, for it runs once per report.
class CanonicalForm {
 public:
  // All values that the report is made of, the two dates as what they mean.
  const std::string& content(const Report& report) {
    bytes_.clear();
    put(kFormVersion);
    put(report.organization_name);
    put(report.start);
    put(report.end);
    put(report.contact_info);
    put(report.report_id);
    put_sorted(report.policies, Repeats::keep, [this](const Policy& policy) { put(policy); });
    return bytes_;
  }

  // What says which report it is, whatever it says.
  const std::string& identity(const Report& report) {
    bytes_.clear();
    put(kFormVersion);
    put(reporter_key(report));
    put(report.report_id);
    put(report.start);
    put(report.end);
    put_sorted(report.policies, Repeats::drop,
               [this](const Policy& policy) { put(policy.policy_domain.text()); });
    return bytes_;
  }

 private:
  // Seven bits a byte, the lowest first, the top bit set in all but the last.
  void put(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) {
      bytes_ += static_cast<char>(number | 0x80);
    }
    bytes_ += static_cast<char>(number);
  }

  void put(std::string_view text) {
    put(std::uint64_t{text.size()});
    bytes_ += text;
  }

  void put(Timestamp time) { put(static_cast<std::uint64_t>(time.time_since_epoch().count())); }

  void put(SessionCount count) {
    put(std::uint64_t{count.has_value()});
    if (count) put(static_cast<std::uint64_t>(*count));
  }

  void put(const FailureDetail& detail) {
    put(detail.result_type);
    put(detail.sending_mta_ip);
    put(detail.receiving_mx_hostname.text());
    put(detail.receiving_mx_helo);
    put(detail.receiving_ip);
    put(detail.failed_session_count);
    put(detail.additional_information);
    put(detail.failure_reason_code);
  }

  void put(const Policy& policy) {
    put(policy.policy_type);
    put_policy_string(policy);
    put(policy.policy_domain.text());
    put_sorted(policy.mx_host, Repeats::drop, [this](const Domain& host) { put(host.text()); });
    put(policy.summary.total_successful_session_count);
    put(policy.summary.total_failure_session_count);
    put_sorted(policy.failure_details, Repeats::keep,
               [this](const FailureDetail& detail) { put(detail); });
  }

  // Two policies are equal as sets of lines: Google's order varies, Halon adds an empty line, and
  // hex digits of TLSA records come in both cases.
  void put_policy_string(const Policy& policy) {
    lines_.clear();
    for (const std::string& line : policy.policy_string) {
      if (const auto text = trimmed(line); !text.empty()) lines_.push_back(text);
    }
    put_sorted(lines_, Repeats::drop, [&](std::string_view line) {
      put(line);
      if (policy.policy_type != "tlsa") return;
      const auto text = bytes_.end() - static_cast<std::ptrdiff_t>(line.size());
      std::transform(text, bytes_.end(), text, upper);
    });
  }

  // A list in the order of its entries' bytes: a 1 and the entry's bytes for each, or a 2 and their
  // digest if they or the list are long, a 0 at the end.
  template <typename Entries, typename Put>
  void put_sorted(const Entries& entries, Repeats repeats, const Put& put_entry) {
    const std::size_t begin = bytes_.size();
    const std::size_t outer_ends = ends_.size();
    for (const auto& entry : entries) {
      const std::size_t from = bytes_.size();
      put(std::uint64_t{1});
      put_entry(entry);
      if (entries.size() > kLongList || bytes_.size() - from > kLongEntry) digest_from(from);
      ends_.push_back(bytes_.size());
    }
    if (entries.size() > 1) sort_from(begin, outer_ends, repeats);
    ends_.resize(outer_ends);
    put(std::uint64_t{0});
  }

  void digest_from(std::size_t from) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    need(EVP_Digest(bytes_.data() + from, bytes_.size() - from, digest.data(), &size, EVP_sha256(),
                    nullptr) == 1);
    bytes_.resize(from);
    put(std::uint64_t{2});
    bytes_.append(digest.begin(), digest.begin() + size);
  }

  // Puts the pieces that stand behind `begin`, and end where ends_ says from `first_end` on, in
  // order.
  void sort_from(std::size_t begin, std::size_t first_end, Repeats repeats) {
    unsorted_.assign(bytes_, begin);
    pieces_.clear();
    std::size_t from = begin;
    for (std::size_t i = first_end; i < ends_.size(); ++i) {
      pieces_.push_back(std::string_view(unsorted_).substr(from - begin, ends_[i] - from));
      from = ends_[i];
    }
    if (!std::is_sorted(pieces_.begin(), pieces_.end())) std::sort(pieces_.begin(), pieces_.end());
    if (repeats == Repeats::drop) {
      pieces_.erase(std::unique(pieces_.begin(), pieces_.end()), pieces_.end());
    }
    bytes_.resize(begin);
    for (const std::string_view piece : pieces_) {
      bytes_ += piece;
    }
  }

  std::string bytes_;
  std::vector<std::size_t> ends_;  // of the entries of all lists that are being written
  std::string unsorted_;
  std::vector<std::string_view> pieces_;
  std::vector<std::string_view> lines_;
};

using Mac = std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

constexpr std::size_t kHashBytes = sizeof(std::int64_t);

MacContext make_sip_hash() {
  const Mac mac(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_SIPHASH, nullptr), EVP_MAC_free);
  need(mac != nullptr);
  MacContext context(EVP_MAC_CTX_new(mac.get()), EVP_MAC_CTX_free);
  need(context != nullptr);
  std::size_t size = kHashBytes;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
                                   OSSL_PARAM_construct_end()};
  need(EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
  return context;
}

}  // namespace

Domain contact_domain(const Report& report) {
  const auto at = report.contact_info.rfind('@');
  if (at == std::string::npos) return {};
  const std::string_view host = std::string_view(report.contact_info).substr(at + 1);
  const Domain domain(host.substr(0, host.find('>')));
  return domain.is_host_name() ? domain : Domain();
}

std::string reporter_key(const Report& report) {
  const Domain domain = contact_domain(report);
  return domain.empty() ? lower_case(report.organization_name) : domain.text();
}

bool same_identity(const Report& one, const Report& other) {
  CanonicalForm first;
  CanonicalForm second;
  return first.identity(one) == second.identity(other);
}

bool same_content(const Report& one, const Report& other) {
  CanonicalForm first;
  CanonicalForm second;
  return first.content(one) == second.content(other);
}

struct Fingerprinter::State {
  explicit State(const HashKey& given) : key(given) {}

  HashKey key;
  MacContext sip_hash = make_sip_hash();
  CanonicalForm form;

  std::int64_t hash(std::string_view bytes) {
    std::array<unsigned char, kHashBytes> result{};
    std::size_t size = 0;
    need(EVP_MAC_init(sip_hash.get(), key.data(), key.size(), nullptr) == 1 &&
         EVP_MAC_update(sip_hash.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
                        bytes.size()) == 1 &&
         EVP_MAC_final(sip_hash.get(), result.data(), &size, result.size()) == 1 &&
         size == result.size());
    std::uint64_t number = 0;
    for (std::size_t i = result.size(); i > 0; --i) {
      number = (number << 8) | result[i - 1];
    }
    return static_cast<std::int64_t>(number);
  }
};

Fingerprinter::Fingerprinter(const HashKey& key) : state_(std::make_unique<State>(key)) {}
Fingerprinter::~Fingerprinter() = default;
Fingerprinter::Fingerprinter(Fingerprinter&&) noexcept = default;
Fingerprinter& Fingerprinter::operator=(Fingerprinter&&) noexcept = default;

Fingerprint Fingerprinter::fingerprint(const Report& report) {
  const std::int64_t identity = state_->hash(state_->form.identity(report));
  return {.identity = identity, .content = state_->hash(state_->form.content(report))};
}

std::int64_t Fingerprinter::hash(std::string_view bytes) {
  return state_->hash(bytes);
}

}  // namespace tlsward
