// Errors of the engine: a kind, which decides the exit code, and one plain sentence for the person.
#pragma once
#include <stdexcept>
#include <string>

namespace crosseed {

// What went wrong. The value is the exit code of the command line.
enum class ErrorKind {
    Usage = 2,       // an option or a recipe key that does not exist or does not fit
    BadInput = 3,    // a file of the user's that cannot be read as what it should be
    NotFound = 4,    // a file, a name or a result that is not there
    Io = 5,          // the disk refused
    Numeric = 6,     // NaN or infinity where a number was needed
    Shape = 7,       // two things that do not fit together (vocabulary, width, rows)
    Unavailable = 8, // a device or a feature that this build or computer does not have
    Internal = 70,   // a defect of Crosseed
};

// The sentence says what is wrong, where (file, row, field) and what to do.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& sentence) : std::runtime_error(sentence), m_kind(kind) {}
    ErrorKind kind() const { return m_kind; }

private:
    ErrorKind m_kind;
};

// Thrown where a stop token was seen. Exit code 130.
class Cancelled : public std::exception {
public:
    const char* what() const noexcept override { return "Stopped on request."; }
};

// Throws Error(kind, sentence) unless the condition holds.
inline void require(bool condition, ErrorKind kind, const std::string& sentence) {
    if (!condition)
        throw Error(kind, sentence);
}

} // namespace crosseed
