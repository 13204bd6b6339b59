// Safetensors that are written and read: bytes worked out by hand, files of the reference implementation.
#include "base/files.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <QTemporaryDir>
#include <QTest>
#include <cstring>

using namespace crosseed;
using namespace crosseed::bert;

class TestSafetensors : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    std::filesystem::path emptyFolder(const char* name) const {
        std::filesystem::create_directories(path(name));
        return path(name);
    }

private Q_SLOTS:
    void bytesAreTheFormats() {
        const float values[] = {1, -2};
        const std::uint8_t byte = 7;
        writeSafetensors(path("bytes"), {{"b", DType::F32, {1, 2}, values}, {"a", DType::U8, {}, &byte}},
                         {{"k", "v"}});
        const std::string json =
            R"({"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
            R"("a":{"dtype":"U8","shape":[],"data_offsets":[8,9]}})";
        const std::size_t padded = (json.size() + 7) / 8 * 8;
        std::string expected(8, '\0');
        expected[0] = static_cast<char>(padded);
        expected += json + std::string(padded - json.size(), ' ');
        expected += std::string("\x00\x00\x80\x3f\x00\x00\x00\xc0\x07", 9); // IEEE 754, little-endian
        QCOMPARE(readFile(path("bytes")), expected);
    }
    void everyTypeComesBack() {
        const float f32[] = {1.5f, -0.0f, std::numeric_limits<float>::infinity()};
        const double f64[] = {1e-300, 3.25};
        const std::int32_t i32[] = {INT32_MIN, -1, INT32_MAX};
        const std::int64_t i64[] = {INT64_MIN, INT64_MAX};
        const std::uint8_t u8[] = {0, 255, 3};
        const std::uint16_t half[] = {0x3c00, 0xffff};
        writeSafetensors(path("types"),
                         {{"u8", DType::U8, {3}, u8}, // first, so that the others are not aligned
                          {"f32", DType::F32, {3, 1}, f32},
                          {"f64", DType::F64, {2}, f64},
                          {"i32", DType::I32, {1, 3}, i32},
                          {"i64", DType::I64, {2}, i64},
                          {"f16", DType::F16, {2}, half},
                          {"bf16", DType::BF16, {2}, half},
                          {"none", DType::F32, {0, 5}, nullptr}});
        const SafetensorsFile file(path("types"));
        const auto same = [&](const char* name, const auto& values, DType type) {
            const TensorView& tensor = file.tensor(name);
            return tensor.type == type && tensor.bytes.size() == sizeof values &&
                   std::memcmp(tensor.bytes.data(), values, sizeof values) == 0;
        };
        QVERIFY(same("u8", u8, DType::U8));
        QVERIFY(same("f32", f32, DType::F32));
        QVERIFY(same("f64", f64, DType::F64));
        QVERIFY(same("i32", i32, DType::I32));
        QVERIFY(same("i64", i64, DType::I64));
        QVERIFY(same("f16", half, DType::F16));
        QVERIFY(same("bf16", half, DType::BF16));
        QCOMPARE(file.tensor("none").elements(), 0);
        QVERIFY((file.tensor("i32").shape == std::vector<std::int64_t>{1, 3}));
        QCOMPARE(file.tensors().size(), std::size_t{8});
        QCOMPARE(file.tensor("u8").as<std::uint8_t>()[1], std::uint8_t{255});
        EXPECT_ERROR(file.tensor("f32").as<float>(), ErrorKind::BadInput, "do not begin at a multiple");
        EXPECT_ERROR(file.tensor("u8").as<float>(), ErrorKind::BadInput, "U8");
        EXPECT_ERROR(file.tensor("no"), ErrorKind::BadInput, "no tensor no");
        std::vector<float> copy(3);
        file.tensor("f32").copyAsFloat(copy); // not aligned, and yet
        QVERIFY(std::memcmp(copy.data(), f32, sizeof f32) == 0);
        QVERIFY_THROWS_EXCEPTION(Error, file.tensor("i32").copyAsFloat(copy));
        copy.resize(2);
        file.tensor("f64").copyAsFloat(copy);
        QCOMPARE(copy[0], 0.0f);
        QCOMPARE(copy[1], 3.25f);
        EXPECT_ERROR(file.tensor("f32").copyAsFloat(copy), ErrorKind::Shape, "3 values where 2");
    }

    void halvesBecomeTheirValues_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<quint16>("bits");
        QTest::addColumn<float>("expected");
        const int half = static_cast<int>(DType::F16), brain = static_cast<int>(DType::BF16);
        const auto row = [](const char* name, int type, quint16 bits, float value) {
            QTest::newRow(name) << type << bits << value;
        };
        row("f16 one", half, 0x3c00, 1.0f);
        row("f16 minus two", half, 0xc000, -2.0f);
        row("f16 largest", half, 0x7bff, 65504.0f);
        row("f16 third", half, 0x3555, 0.333251953125f);
        row("f16 smallest normal", half, 0x0400, 0x1p-14f);
        row("f16 smallest", half, 0x0001, 0x1p-24f);
        row("f16 largest subnormal", half, 0x83ff, -0x1.ff8p-15f);
        row("f16 minus zero", half, 0x8000, -0.0f);
        row("f16 infinity", half, 0x7c00, INFINITY);
        row("f16 minus infinity", half, 0xfc00, -INFINITY);
        row("f16 not a number", half, 0x7e00, NAN);
        row("bf16 one", brain, 0x3f80, 1.0f);
        row("bf16 minus pi", brain, 0xc049, -3.140625f);
        row("bf16 largest", brain, 0x7f7f, 0x1.fep127f);
        row("bf16 smallest", brain, 0x0001, 0x1p-133f);
        row("bf16 infinity", brain, 0x7f80, INFINITY);
        row("bf16 not a number", brain, 0x7fc0, NAN);
    }
    void halvesBecomeTheirValues() {
        QFETCH(int, type);
        QFETCH(quint16, bits);
        QFETCH(float, expected);
        writeSafetensors(path("half"), {{"x", static_cast<DType>(type), {1}, &bits}});
        float value = 0;
        SafetensorsFile(path("half")).tensor("x").copyAsFloat({&value, 1});
        if (std::isnan(expected))
            QVERIFY(std::isnan(value));
        else
            QVERIFY(value == expected && std::signbit(value) == std::signbit(expected));
    }

    void aFileOfTheReferenceImplementationIsRead() {
        const SafetensorsFile file(goldenFolder / "tiny_expected.safetensors");
        QVERIFY((file.tensor("hidden_2").shape == std::vector<std::int64_t>{178, 24}));
        QCOMPARE(file.tensor("starts").as<std::int64_t>().back(), 178);
        QVERIFY(file.contains("losses_5") && !file.contains("losses_6"));
    }
    void aTypeThatIsNotReadDoesNotHideTheOthers() {
        const std::string json = R"({"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]},)"
                                 R"("b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}})";
        writeFile(path("bool"), std::string(1, static_cast<char>(json.size())) + std::string(7, '\0') + json +
                                    std::string("\1\0\1\5", 4));
        const SafetensorsFile file(path("bool"));
        QCOMPARE(file.tensor("b").as<std::uint8_t>()[0], std::uint8_t{5});
        QVERIFY(file.contains("a"));
        EXPECT_ERROR(file.tensor("a"), ErrorKind::BadInput, "BOOL");
    }

    void piecesInOrderGiveTheSameFile() {
        const float values[] = {1, 2, 3, 4, 5, 6};
        writeSafetensors(path("whole"), {{"x", DType::F32, {3, 2}, values}}, {{"m", "n"}});
        {
            SafetensorsWriter writer(path("pieces"), {{"x", DType::F32, {3, 2}}}, {{"m", "n"}});
            writer.append(values, 4);
            writer.append(values + 1, 20);
            writer.commit();
        }
        QCOMPARE(readFile(path("pieces")), readFile(path("whole")));
        SafetensorsWriter writer(path("short"), {{"x", DType::F32, {3, 2}}});
        writer.append(values, 20);
        QVERIFY_THROWS_EXCEPTION(Error, writer.commit());
        QVERIFY(!std::filesystem::exists(path("short")));
    }
    void rowsInAnyOrderGiveTheSameFile() {
        const float values[] = {1, 2, 3, 4, 5, 6};
        const std::int64_t numbers[] = {7, 8};
        writeSafetensors(path("whole"), {{"x", DType::F32, {3, 2}, values}, {"n", DType::I64, {2}, numbers}});
        {
            SafetensorsRowWriter writer(path("rows"), {{"x", DType::F32, {3, 2}}, {"n", DType::I64, {2}}});
            writer.place(1, 1, 1, numbers + 1);
            writer.place(0, 1, 2, values + 2);
            writer.place(1, 0, 1, numbers);
            writer.place(0, 0, 1, values);
            QVERIFY(!std::filesystem::exists(path("rows")));
            writer.commit();
        }
        QCOMPARE(readFile(path("rows")), readFile(path("whole")));
    }
    void rowsNotCommittedLeaveNothing() {
        const std::filesystem::path folder = emptyFolder("left");
        const float values[] = {1, 2};
        {
            SafetensorsRowWriter writer(folder / "a", {{"x", DType::F32, {1, 2}}});
            writer.place(0, 0, 1, values);
            QVERIFY(!std::filesystem::is_empty(folder)); // the temporary file
        }
        QVERIFY(std::filesystem::is_empty(folder));
        {
            SafetensorsRowWriter writer(folder / "a", {{"x", DType::F32, {2, 2}}});
            writer.place(0, 0, 1, values);
            EXPECT_ERROR(writer.commit(), ErrorKind::Internal, "16 bytes");
        }
        QVERIFY(std::filesystem::is_empty(folder));
    }
    void rowsOutsideTheTensorAreRefused() {
        const float values[8] = {};
        SafetensorsRowWriter writer(path("outside"), {{"x", DType::F32, {3, 2}}, {"y", DType::F32, {3, 2}}});
        for (const auto& [first, count] : {std::pair{-1, 1}, {3, 1}, {2, 2}, {0, 4}, {1, -1}})
            EXPECT_ERROR(writer.place(0, first, count, values), ErrorKind::Internal, "lie outside 3");
    }
    void impossibleDeclarationsAreRefused() {
        for (const std::vector<std::int64_t>& shape :
             {std::vector<std::int64_t>{-1}, {INT64_MAX, 2}, {1 << 30, 1 << 30, 8}})
            EXPECT_ERROR(bytesOf(TensorDeclaration{"x", DType::F64, shape}), ErrorKind::Internal,
                         "impossible shape");
        EXPECT_ERROR(safetensorsHeader({{"x", DType::U8, {1}}, {"x", DType::U8, {1}}}, {}),
                     ErrorKind::Internal, "twice");
        QCOMPARE(bytesOf(TensorDeclaration{"x", DType::F64, {3, 5}}), std::size_t{120});
    }
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
