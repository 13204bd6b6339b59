// Scrolls and filters a table of 10,000 rows without a screen and prints the slowest frame in milliseconds. Not a test: time is never
// tested.
#include "views/shared/data_table.h"
#include "views/shared/palette.h"
#include "views/shared/table_model.h"
#include <QtWidgets>
#include <cstdio>

using namespace crosseed;
using namespace crosseed::views;

namespace {
double milliseconds(const std::function<void()>& work) {
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

std::shared_ptr<const text::Table> manyRows(int rows) {
    auto table = std::make_shared<text::Table>();
    table->columns = {{"Feature", true}, {"Label", false}, {"Tags", false}, {"r", true}, {"Active A", true}, {"Active B", true},
                      {"Share", true},   {"Token", false}, {"Max A", true}, {"Max B", true}};
    for (int row = 0; row < rows; ++row) {
        const double r = ((row * 7919) % 10'007) / 10'007.;
        table->rows.push_back({text::countCell(row), "a polite request of kind " + std::to_string(row % 97), "modal, mood",
                               text::correlationCell(r), text::countCell(row * 3 % 4001), text::countCell(row * 5 % 4003),
                               text::percentCell(100 * r), "would", text::fixedCell(8 * r, 2), text::fixedCell(9 * r, 2)});
    }
    return table;
}
} // namespace

int main(int count, char** arguments) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(count, arguments);
    applyTheme(*qApp, Theme::Light);
    TableModel model;
    model.setTable(manyRows(10'000));
    DataTable table("Many rows");
    table.setData(&model);
    table.setFilterRow(true);
    table.resize(1340, 820);
    table.show();
    QApplication::processEvents();

    QList<double> frames;
    const auto frame = [&](const std::function<void()>& change) {
        frames += milliseconds([&] {
            change();
            table.repaint();
            QApplication::processEvents();
        });
    };
    const int steps = 500, most = table.verticalScrollBar()->maximum();
    for (int step = 0; step <= steps; ++step)
        frame([&] { table.verticalScrollBar()->setValue(most * step / steps); });
    std::ranges::sort(frames);
    std::printf("scrolling 10,000 rows: slowest frame %.1f ms, median %.1f ms, %lld frames\n", frames.last(),
                frames[frames.size() / 2], static_cast<long long>(frames.size()));
    const auto once = [&](const char* what, const std::function<void()>& change) {
        std::printf("%s: %.1f ms\n", what, milliseconds([&] {
            change();
            table.repaint();
            QApplication::processEvents();
        }));
    };
    once("filter r >= .7", [&] { table.proxy()->setColumnFilter(3, ">= .7"); });
    once("filter a text", [&] { table.proxy()->setColumnFilter(1, "kind 9"); });
    once("no filter", [&] { table.proxy()->clearFilters(); });
    once("sort by r", [&] { table.proxy()->sortBy(3, Qt::DescendingOrder); });
    once("sort by label and r", [&] {
        table.proxy()->sortBy(1, Qt::AscendingOrder);
        table.proxy()->sortBy(3, Qt::DescendingOrder, true);
    });
    return 0;
}
