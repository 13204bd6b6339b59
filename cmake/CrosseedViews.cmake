# The window's third parties, and the functions that each view and each of their tests is declared with.
find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets PrintSupport Svg)
find_package(QCustomPlotQt6 REQUIRED)

# Debian's libxlsxwriter-dev has no CMake file.
find_path(XLSXWRITER_INCLUDE_DIR xlsxwriter.h REQUIRED)
find_library(XLSXWRITER_LIBRARY xlsxwriter REQUIRED)
add_library(xlsxwriter::xlsxwriter UNKNOWN IMPORTED)
set_target_properties(xlsxwriter::xlsxwriter PROPERTIES
  IMPORTED_LOCATION ${XLSXWRITER_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${XLSXWRITER_INCLUDE_DIR})

# Widgets put values on the screen and compute nothing, so that they are compiled quickly.
set(CROSSEED_VIEW_OPTIONS $<$<CONFIG:Release>:-O1> -fPIC)
crosseed_precompiled(crosseed_view_headers LIBRARIES Qt6::Widgets Qt6::PrintSupport QCustomPlotQt6::QCustomPlotQt6
                     HEADERS <QtWidgets> <qcustomplot.h> <memory> <string> <vector> <functional>)
target_compile_options(crosseed_view_headers PRIVATE ${CROSSEED_VIEW_OPTIONS})

# crosseed_view(NAME SOURCES a.cpp … PRIVATE third parties) declares the static library crosseed_view_NAME of the folder
# views/NAME. Headers are included as "views/NAME/file.h"; all but shared may use views/shared.
function(crosseed_view name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PRIVATE" ${ARGN})
  add_library(crosseed_view_${name} STATIC ${ARG_SOURCES})
  set_target_properties(crosseed_view_${name} PROPERTIES AUTOMOC ON)
  target_compile_options(crosseed_view_${name} PRIVATE ${CROSSEED_VIEW_OPTIONS})
  target_include_directories(crosseed_view_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(crosseed_view_${name} PUBLIC crosseed_pipeline Qt6::Widgets QCustomPlotQt6::QCustomPlotQt6
                        PRIVATE ${ARG_PRIVATE})
  if(NOT name STREQUAL shared)
    target_link_libraries(crosseed_view_${name} PUBLIC crosseed_view_shared)
  endif()
  target_precompile_headers(crosseed_view_${name} REUSE_FROM crosseed_view_headers)
endfunction()

# crosseed_window_test(tst_x USES libraries) declares a Qt Test program with widgets, run without a screen.
function(crosseed_window_test name)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  add_executable(${name} ${name}.cpp)
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  target_compile_definitions(${name} PRIVATE
    CROSSEED_SOURCE_DIR="${PROJECT_SOURCE_DIR}" CROSSEED_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared"
    CROSSEED_SAMPLE="${CROSSEED_SAMPLE}" CROSSEED_PROGRAM="$<TARGET_FILE:crosseed>")
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_USES} Qt6::Test)
  target_compile_options(${name} PRIVATE ${CROSSEED_VIEW_OPTIONS} -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/mocs_compilation.cpp
                              PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_precompile_headers(${name} REUSE_FROM crosseed_view_headers)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 ENVIRONMENT "GOMP_SPINCOUNT=200;QT_QPA_PLATFORM=offscreen")
endfunction()
