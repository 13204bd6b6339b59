// The whole document below the lines: every code of the feature in it, what is known of the document at the right.
#pragma once
#include "views/contexts/document_view.h"
#include "views/shared/panel.h"

class QFormLayout;
class QPushButton;

namespace crosseed::views {

// A row at the right: "class", "polite". The value is rich text.
struct DocumentFact {
    QString name, value;
};

class DocumentPanel : public Panel {
    Q_OBJECT
public:
    explicit DocumentPanel(QWidget* parent = nullptr);
    // `feature` "f389"; `facts` without the last row, which tells where the feature fires.
    void setDocument(const CodedTextPtr& text, std::int64_t node, const QString& feature, double maximum, const LineShape& shape,
                     const std::vector<DocumentFact>& facts);
    void setShape(const LineShape& shape, double maximum);
    const CodedTextPtr& text() const { return m_text; }
    DocumentView* view() const { return m_view; }

Q_SIGNALS:
    void editAsked();

private:
    Figure figure() const;
    TableSource table() const;
    void fill(const std::vector<DocumentFact>& facts);
    CodedTextPtr m_text;
    QString m_feature;
    double m_maximum = 0;
    LineShape m_shape;
    DocumentView* m_view;
    QFormLayout* m_facts;
    QPushButton* m_edit;
};

} // namespace crosseed::views
