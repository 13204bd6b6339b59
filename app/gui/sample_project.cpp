#include "app/gui/sample_project.h"
#include "store/jobs.h"
#include "store/project.h"
#include "views/shared/words.h"
#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <filesystem>

namespace crosseed::gui {

using namespace views;

namespace {
namespace fs = std::filesystem;

QString sampleFolder() {
    const QString program = QCoreApplication::applicationDirPath();
    for (const QString& folder : {qEnvironmentVariable("CROSSEED_SAMPLE_FOLDER"), program + "/sample", program + "/../share/crosseed/sample"})
        if (!folder.isEmpty() && (QFileInfo::exists(folder + "/sample.crosseed") || QFileInfo::exists(folder + "/recipe.toml")))
            return QDir(folder).absolutePath();
    return {};
}

void copyTree(const fs::path& from, const fs::path& to) {
    try {
        fs::create_directories(to);
        for (const auto& entry : fs::recursive_directory_iterator(from)) {
            const fs::path target = to / fs::relative(entry.path(), from);
            if (entry.is_directory())
                fs::create_directories(target);
            else if (entry.path().filename() != "lock")
                fs::copy_file(entry.path(), target, fs::copy_options::overwrite_existing);
        }
    } catch (const fs::filesystem_error& problem) {
        throw Error(ErrorKind::Io, "The sample could not be copied to " + to.string() + ": " + problem.code().message() + ".");
    }
}
} // namespace

QString finishedSample() {
    const QString file = sampleFolder() + "/sample.crosseed";
    return QFileInfo::exists(file) ? file : QString();
}

QString projectsFolder() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) + "/Crosseed";
    require(QDir().mkpath(folder), ErrorKind::Io, "The folder " + toStd(folder) + " cannot be made.");
    return folder;
}

QString freeProjectFile(const QString& folder, const QString& name) {
    QString file = folder + "/" + name + ".crosseed";
    for (int number = 2; QFileInfo::exists(file); ++number)
        file = QString("%1/%2 %3.crosseed").arg(folder, name).arg(number);
    return file;
}

QString copyOfSample(bool anew) {
    const QString sample = finishedSample();
    require(!sample.isEmpty(), ErrorKind::NotFound,
            "The guided sample is not installed; run the sample from scratch, which makes the same project.");
    const QString name = "guided sample";
    const QString standing = projectsFolder() + "/" + name + ".crosseed";
    if (!anew && QFileInfo::exists(standing))
        return standing;
    const QString file = freeProjectFile(projectsFolder(), name);
    copyTree(toStd(sample + ".data"), toStd(file + ".data"));
    // The file last: a copy that was cut short is no project.
    require(QFile::copy(sample, file), ErrorKind::Io, "The sample could not be copied to " + toStd(file) + ".");
    QFile::setPermissions(file, QFile::permissions(file) | QFile::WriteOwner);
    return file;
}

std::optional<pipeline::Recipe> sampleRecipe() {
    const QString file = sampleFolder() + "/recipe.toml";
    if (!QFileInfo::exists(file))
        return std::nullopt;
    return pipeline::readRecipe(toStd(file));
}

std::optional<double> sampleSeconds() {
    const QString sample = finishedSample();
    if (sample.isEmpty())
        return std::nullopt;
    const store::Project project = store::Project::open(toStd(sample), store::Access::Read);
    for (const store::JobRow& job : store::jobRows(project)) {
        const auto at = [](const std::string& text) { return QDateTime::fromString(toQt(text), Qt::ISODate); };
        if (job.kind == "run" && job.status == store::JobStatus::Finished)
            return static_cast<double>(at(job.started).secsTo(at(job.finished)));
    }
    return std::nullopt;
}

} // namespace crosseed::gui
