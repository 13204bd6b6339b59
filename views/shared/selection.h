// The one selection that all views share. A click selects, hovering never does.
#pragma once
#include <QObject>
#include <cstdint>
#include <vector>

namespace crosseed::views {

class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const std::vector<std::int32_t>& features() const { return m_features; } // in the order of selecting
    std::int32_t feature() const { return m_feature; }                       // the current one; -1: none
    std::int64_t document() const { return m_document; }                     // position in the corpus; -1: none
    std::int64_t token() const { return m_token; }                           // row of the evaluation; -1: none

    void select(std::int32_t feature) { select({feature}, feature); }
    void select(const std::vector<std::int32_t>& features, std::int32_t current);
    void selectDocument(std::int64_t document, std::int64_t token = -1);
    void clear();

Q_SIGNALS:
    void featuresChanged();                 // whatever of the features changed
    void featureChanged(std::int32_t feature); // the current one
    void documentChanged(std::int64_t document, std::int64_t token);

private:
    std::vector<std::int32_t> m_features;
    std::int32_t m_feature = -1;
    std::int64_t m_document = -1, m_token = -1;
};

} // namespace crosseed::views
