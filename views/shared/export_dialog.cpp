#include "views/shared/export_dialog.h"
#include "views/shared/words.h"
#include <QtWidgets>

namespace crosseed::views {

namespace {
constexpr FigureFormat formats[] = {FigureFormat::Svg, FigureFormat::Pdf, FigureFormat::Png};

QString wordsOf(FigureFormat format) {
    switch (format) {
    case FigureFormat::Svg: return ExportDialog::tr("SVG: vectors, text stays text");
    case FigureFormat::Pdf: return ExportDialog::tr("PDF: one page, vectors");
    default: return ExportDialog::tr("PNG: a picture");
    }
}

bool hasEnding(const QString& file) {
    return std::ranges::any_of(formats, [&file](FigureFormat format) {
        return file.endsWith(endingOf(format), Qt::CaseInsensitive);
    });
}
} // namespace

QString endingOf(FigureFormat format) {
    return format == FigureFormat::Svg ? ".svg" : format == FigureFormat::Pdf ? ".pdf" : ".png";
}

ExportDialog::ExportDialog(const Figure& figure, const QString& folder, QWidget* parent)
    : QDialog(parent), m_shape(figure.size) {
    setWindowTitle(tr("Export figure"));
    auto* form = new QFormLayout(this);
    m_format = new QComboBox(this);
    for (const FigureFormat format : formats)
        m_format->addItem(wordsOf(format));
    m_width = new QComboBox(this);
    m_width->setEditable(true);
    m_width->addItems({"85", "120", "170"});
    m_width->setValidator(new QIntValidator(20, 1000, m_width));
    m_size = new QLabel(this);
    m_size->setProperty("kind", "secondary");
    m_dpi = new QSpinBox(this);
    m_dpi->setRange(72, 1200);
    m_dpi->setSuffix(tr(" dots an inch"));
    m_dpiName = new QLabel(tr("&Resolution"), this);
    m_dpiName->setBuddy(m_dpi);
    m_file = new QLineEdit(this);
    m_file->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
    auto* browse = new QPushButton(tr("&Browse …"), this);
    m_data = new QCheckBox(tr("with its &data beside it, as CSV"), this);
    m_data->setVisible(!figure.data.table.columns.empty());

    const auto row = [this](QWidget* first, QWidget* second) {
        auto* line = new QHBoxLayout;
        line->addWidget(first, 1);
        line->addWidget(second);
        return line;
    };
    const auto named = [this](const QString& text, QWidget* field) {
        auto* label = new QLabel(text, this);
        label->setBuddy(field);
        return label;
    };
    form->addRow(named(tr("&Format"), m_format), m_format);
    form->addRow(named(tr("&Width in mm"), m_width), row(m_width, m_size));
    form->addRow(m_dpiName, m_dpi);
    form->addRow(named(tr("F&ile"), m_file), row(m_file, browse));
    form->addRow(QString(), m_data);
    m_width->setAccessibleName(tr("Width in millimetres"));
    m_format->setAccessibleName(tr("Format"));
    m_file->setAccessibleName(tr("File"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Save)->setDefault(true);
    form->addRow(buttons);

    const QSettings settings;
    m_format->setCurrentIndex(std::clamp(settings.value("export/format", 0).toInt(), 0, 2));
    m_width->setCurrentText(settings.value("export/width", 120).toString());
    m_dpi->setValue(settings.value("export/dpi", 300).toInt());
    m_data->setChecked(settings.value("export/data", false).toBool());
    m_file->setText(QDir(folder).filePath(figure.name + endingOf(format())));
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::followFormat);
    connect(m_width, &QComboBox::currentTextChanged, this, &ExportDialog::showSize);
    connect(browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    followFormat();
    showSize();
}

FigureFormat ExportDialog::format() const {
    return formats[std::clamp(m_format->currentIndex(), 0, 2)];
}

QString ExportDialog::file() const {
    const QString typed = m_file->text().trimmed();
    return typed.isEmpty() || typed.endsWith(endingOf(format()), Qt::CaseInsensitive) ? typed : typed + endingOf(format());
}

double ExportDialog::widthMm() const {
    return m_width->currentText().toDouble();
}

int ExportDialog::dpi() const {
    return m_dpi->value();
}

bool ExportDialog::withData() const {
    return m_data->isVisibleTo(this) && m_data->isChecked();
}

void ExportDialog::showSize() {
    const double width = widthMm();
    m_size->setText(tr("x %1 mm high").arg(fixed(width * m_shape.height() / m_shape.width(), 0)));
}

void ExportDialog::followFormat() {
    const bool picture = format() == FigureFormat::Png;
    m_dpi->setVisible(picture);
    m_dpiName->setVisible(picture);
    QString typed = m_file->text();
    if (hasEnding(typed))
        m_file->setText(typed.left(typed.size() - 4) + endingOf(format()));
}

void ExportDialog::browse() {
    const QString ending = endingOf(format());
    const QString chosen = QFileDialog::getSaveFileName(this, tr("Export figure"), file(), wordsOf(format()) + " (*" + ending + ")",
                                                        nullptr, QFileDialog::DontConfirmOverwrite);
    if (!chosen.isEmpty())
        m_file->setText(chosen);
}

void ExportDialog::accept() {
    const QString target = file();
    if (target.isEmpty() || !m_width->lineEdit()->hasAcceptableInput()) {
        QWidget* wrong = target.isEmpty() ? static_cast<QWidget*>(m_file) : m_width->lineEdit();
        wrong->setFocus();
        return;
    }
    QStringList targets{target};
    if (withData())
        targets += target.left(target.size() - 4) + ".csv";
    for (const QString& there : targets)
        if (QFileInfo::exists(there) &&
            QMessageBox::question(this, tr("Export figure"), tr("%1 exists. Replace it?").arg(QFileInfo(there).fileName())) !=
                QMessageBox::Yes)
            return;
    QSettings settings;
    settings.setValue("export/format", m_format->currentIndex());
    settings.setValue("export/width", m_width->currentText());
    settings.setValue("export/dpi", m_dpi->value());
    settings.setValue("export/data", m_data->isChecked());
    QDialog::accept();
}

} // namespace crosseed::views
