// A rotation comes back bit for bit, and what is no rotation is refused.
#include "align/procrustes.h"
#include "align/rotation_file.h"
#include "bert/safetensors.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::align;

class TestRotationFile : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path file() const {
        return std::filesystem::path(m_folder.path().toStdString()) / "w.safetensors";
    }
    static DoubleMatrix rotation() {
        const FloatMatrix any(1, 7);
        return controlRotation(RotationKind::Random, view(any), view(any), {.seed = 3});
    }

private Q_SLOTS:
    void comesBackBitForBitWithItsMetadata() {
        const auto w = rotation();
        writeRotation(file(), w, {{"kind", "random"}});
        QVERIFY(readRotation(file()).values == w.values);
        const bert::SafetensorsFile raw(file());
        QCOMPARE(raw.metadata().at("kind"), std::string("random"));
        QVERIFY(raw.tensor("W").shape == std::vector<std::int64_t>({7, 7}));
        QVERIFY(raw.tensor("W").as<double>()[1] == w(0, 1)); // row-major, not transposed
    }
    void takesFloat32() {
        const auto w = rotation();
        const std::vector<float> narrow(w.values.begin(), w.values.end());
        bert::writeSafetensors(file(), {{"W", bert::DType::F32, {7, 7}, narrow.data()}});
        QCOMPARE(readRotation(file()).values[8], static_cast<double>(narrow[8]));
    }
    void refusesWhatIsNoRotation() {
        auto w = rotation();
        w(2, 3) += 0.01;
        writeRotation(file(), w);
        QVERIFY_THROWS_EXCEPTION(Error, readRotation(file()));
        w(2, 3) = std::numeric_limits<double>::quiet_NaN();
        writeRotation(file(), w);
        QVERIFY_THROWS_EXCEPTION(Error, readRotation(file()));
        bert::writeSafetensors(file(), {{"W", bert::DType::F64, {1, 49}, w.values.data()}});
        QVERIFY_THROWS_EXCEPTION(Error, readRotation(file()));
        bert::writeSafetensors(file(), {{"V", bert::DType::F64, {7, 7}, w.values.data()}});
        QVERIFY_THROWS_EXCEPTION(Error, readRotation(file()));
        QVERIFY_THROWS_EXCEPTION(Error, writeRotation(file(), DoubleMatrix(2, 3)));
    }
};

QTEST_APPLESS_MAIN(TestRotationFile)
#include "tst_rotation_file.moc"
