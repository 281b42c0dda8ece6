// Looks for the braces of objects outside of strings; what is within them is parse_report()'s.
#include "schema/report_documents.h"

namespace tlsward {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kSeparators = " \t\r\n,\x1e\xef\xbb\xbf";

// Where the object that begins at `begin` has ended; kNowhere if it does not end. A string that
// goes on to a line with another object has lost its closing quote.
std::size_t end_of_object(std::string_view text, std::size_t begin) {
  std::size_t open = 0;
  bool in_string = false;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (text.substr(at, 2) == "\n{") return kNowhere;
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '{') {
      ++open;
    } else if (c == '}' && --open == 0) {
      return at + 1;
    } else {
      in_string = c == '"';
    }
  }
  return kNowhere;
}

// Where a line from `from` on begins with an object; kNowhere if none does.
std::size_t line_with_object(std::string_view text, std::size_t from) {
  const std::size_t line_break = text.find("\n{", from);
  return line_break == kNowhere ? kNowhere : line_break + 1;
}

bool is_separator(std::string_view text) {
  return text.find_first_not_of(kSeparators) == kNowhere;
}

std::string_view without_separators_behind(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kSeparators) + 1);
}

// What is within the brackets of an array of objects; empty if the text is none.
std::string_view elements(std::string_view text) {
  const std::size_t bracket = text.find_first_not_of(kSeparators);
  if (bracket == kNowhere || text[bracket] != '[') return {};
  const std::size_t first = text.find_first_not_of(kBlanks, bracket + 1);
  if (first == kNowhere || text[first] != '{') return {};
  text = without_separators_behind(text.substr(first));
  if (text.ends_with(']')) text.remove_suffix(1);
  return text;
}

bool is_report(std::string_view text, const ReportCaps& caps) {
  const auto report = parse_report(text, {}, caps);
  return report || report.error().reason != Reason::not_understood;
}

// Goes from one "{" that may begin a document to the next.
class Search {
 public:
  explicit Search(std::string_view text) : text_(text), begin_(text.find('{')) {
    if (!at_end()) find_next();
  }

  bool at_end() const { return begin_ == kNowhere; }
  std::size_t begin() const { return begin_; }
  std::size_t next() const { return next_; }

  // Whether it begins behind the end of the last one, with nothing but separators between.
  bool is_certain() const { return certain_; }

  void advance() {
    certain_ = end_ != kNowhere && is_separator(text_.substr(end_, next_ - end_));
    begin_ = next_;
    if (!at_end()) find_next();
  }

 private:
  // Once an object had no end, those behind it are looked for by lines, and none ends beyond the
  // line where the next begins.
  void find_next() {
    const std::size_t limit = by_lines_ ? line_with_object(text_, begin_) : kNowhere;
    end_ = end_of_object(text_.substr(0, limit), begin_);
    by_lines_ = by_lines_ || end_ == kNowhere;
    next_ = end_ != kNowhere ? text_.find('{', end_) : line_with_object(text_, begin_);
  }

  std::string_view text_;
  std::size_t begin_;
  std::size_t end_ = kNowhere;
  std::size_t next_ = kNowhere;
  bool by_lines_ = false;
  bool certain_ = true;
};

}  // namespace

std::vector<std::string_view> documents_of(std::string_view text, const ReportCaps& caps,
                                           std::size_t max_documents) {
  const std::string_view array = elements(text);
  const std::string_view document = array.empty() ? text : array;
  std::vector<std::string_view> documents;
  if (!is_separator(document.substr(0, document.find('{')))) return documents;
  std::size_t begin = 0;  // of the last document
  bool is_document = true;
  for (Search search(document); !search.at_end(); search.advance()) {
    const auto found = document.substr(search.begin(), search.next() - search.begin());
    is_document = (is_document && search.is_certain()) || is_report(found, caps);
    if (is_document) {
      documents.emplace_back();
      begin = search.begin();
    }
    documents.back() = without_separators_behind(document.substr(begin, search.next() - begin));
    if (documents.size() > max_documents) break;
  }
  if (documents.size() == 1 && array.empty()) documents.front() = text;
  return documents;
}

}  // namespace tlsward
