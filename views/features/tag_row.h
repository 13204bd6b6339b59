// The tags of a feature as chips that wrap, each with a × that removes it, and "+ tag" with completion of the project's tags.
#pragma once
#include <QStringList>
#include <QWidget>

class QLineEdit;
class QPushButton;

namespace crosseed::views {

class TagRow : public QWidget {
    Q_OBJECT
public:
    explicit TagRow(QWidget* parent = nullptr);

    void setTags(const QStringList& tags);
    const QStringList& tags() const { return m_tags; }
    void setKnownTags(const QStringList& tags); // for completion
    void setEditable(bool editable);
    void beginTag(); // the field, with the focus

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void changed(const QStringList& tags); // asked for by the person; the row shows it when setTags() brings it

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    int place(int width, bool move) const;
    void endTag(bool keep);
    QStringList m_tags;
    QList<QWidget*> m_chips;
    QPushButton* m_add;
    QLineEdit* m_field;
    bool m_editable = true;
};

} // namespace crosseed::views
