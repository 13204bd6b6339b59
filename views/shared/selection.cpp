#include "views/shared/selection.h"

namespace crosseed::views {

void Selection::select(const std::vector<std::int32_t>& features, std::int32_t current) {
    if (features == m_features && current == m_feature)
        return;
    const bool other = current != m_feature;
    m_features = features;
    m_feature = current;
    if (other)
        Q_EMIT featureChanged(current);
    Q_EMIT featuresChanged();
}

void Selection::selectDocument(std::int64_t document, std::int64_t token) {
    if (document == m_document && token == m_token)
        return;
    m_document = document;
    m_token = token;
    Q_EMIT documentChanged(document, token);
}

void Selection::clear() {
    select({}, -1);
    selectDocument(-1);
}

} // namespace crosseed::views
