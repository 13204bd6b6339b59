// Asks how and where a figure is to be written: format, width in millimetres, resolution of a picture, file. It remembers the last answers.
#pragma once
#include "views/shared/exports.h"
#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace crosseed::views {

class ExportDialog : public QDialog {
    Q_OBJECT
public:
    ExportDialog(const Figure& figure, const QString& folder, QWidget* parent);

    FigureFormat format() const;
    QString file() const; // with its ending
    double widthMm() const;
    int dpi() const;
    bool withData() const; // as CSV beside it

    void accept() override; // asks before it replaces a file; remembers

private:
    void showSize();
    void followFormat();
    void browse();
    QSizeF m_shape;
    QComboBox *m_format, *m_width;
    QSpinBox* m_dpi;
    QLabel *m_size, *m_dpiName;
    QLineEdit* m_file;
    QCheckBox* m_data;
};

// ".svg" and so on, and what a person reads.
QString endingOf(FigureFormat format);

} // namespace crosseed::views
