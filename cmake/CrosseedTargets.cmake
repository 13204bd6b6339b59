# The third-party packages of the engine, and the two functions that every room and every test is declared with.
find_package(Torch REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(SQLiteCpp REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(pugixml REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(CURL 7.85 REQUIRED)

# Debian's libreadstat-dev has neither a CMake nor a pkg-config file.
find_path(READSTAT_INCLUDE_DIR readstat.h REQUIRED)
find_library(READSTAT_LIBRARY readstat REQUIRED)
add_library(ReadStat::readstat UNKNOWN IMPORTED)
set_target_properties(ReadStat::readstat PROPERTIES
  IMPORTED_LOCATION ${READSTAT_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${READSTAT_INCLUDE_DIR})

# LibTorch as one target with system headers. Its own flags (the C++ ABI choice) are carried along.
add_library(crosseed_torch INTERFACE)
target_include_directories(crosseed_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(crosseed_torch INTERFACE ${TORCH_LIBRARIES} OpenMP::OpenMP_CXX)
separate_arguments(CROSSEED_TORCH_FLAGS NATIVE_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(crosseed_torch INTERFACE ${CROSSEED_TORCH_FLAGS})
# Debian's LibTorch takes whatever libblas.so.3 the system chose. OpenBLAS with threads of its own fights with
# LibTorch's OpenMP threads for the cores (3.6 times slower on small models); the build that shares them is
# taken where it is installed. Old-style rpath, since it is LibTorch that asks for the library.
find_path(CROSSEED_OPENBLAS_OPENMP libblas.so.3 PATHS /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp
          NO_DEFAULT_PATH)
if(CROSSEED_OPENBLAS_OPENMP)
  target_link_options(crosseed_torch INTERFACE
    LINKER:--disable-new-dtags LINKER:-rpath,${CROSSEED_OPENBLAS_OPENMP})
endif()

# Headers that cost seconds a file are compiled once. crosseed_precompiled(NAME LIBRARIES... HEADERS...) declares
# a set of them; crosseed_reuse(TARGET NAME MARK) gives it to those sources of TARGET that include a header which
# matches the regular expression MARK, so that no other source can come to depend on it.
function(crosseed_precompiled name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES;HEADERS" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

function(crosseed_reuse target name mark)
  target_precompile_headers(${target} REUSE_FROM ${name})
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    file(STRINGS ${source} found LIMIT_COUNT 1 REGEX "^#include [<\"](${mark})[>\"]")
    if(NOT found)
      set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
endfunction()

crosseed_precompiled(crosseed_torch_headers LIBRARIES crosseed_torch HEADERS <ATen/ATen.h>)

# crosseed_room(NAME SOURCES a.cpp … USES lower rooms PUBLIC … PRIVATE third parties)
# declares the static library crosseed_NAME. Headers are included as "room/file.h".
function(crosseed_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;PUBLIC;PRIVATE" ${ARGN})
  add_library(crosseed_${name} STATIC ${ARG_SOURCES})
  target_include_directories(crosseed_${name} PUBLIC ${PROJECT_SOURCE_DIR}/core)
  foreach(room IN LISTS ARG_USES)
    target_link_libraries(crosseed_${name} PUBLIC crosseed_${room})
  endforeach()
  target_link_libraries(crosseed_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(crosseed_torch IN_LIST ARG_PRIVATE)
    crosseed_reuse(crosseed_${name} crosseed_torch_headers "ATen/ATen.h")
  endif()
endfunction()

# crosseed_test(tst_x USES rooms PRIVATE third parties) declares a Qt Test program and registers it with ctest.
function(crosseed_test name)
  cmake_parse_arguments(ARG "" "" "USES;PRIVATE" ${ARGN})
  add_executable(${name} ${name}.cpp)
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS
    CROSSEED_SOURCE_DIR="${PROJECT_SOURCE_DIR}" CROSSEED_SHARED_DIR="${PROJECT_SOURCE_DIR}/../shared")
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  foreach(room IN LISTS ARG_USES)
    target_link_libraries(${name} PRIVATE crosseed_${room})
  endforeach()
  target_link_libraries(${name} PRIVATE ${ARG_PRIVATE} Qt6::Core Qt6::Test)
  target_compile_options(${name} PRIVATE ${CROSSEED_TEST_OPTIONS})
  # Each test includes its own .moc, so this file of AUTOMOC's is empty.
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/mocs_compilation.cpp
                              PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  if(crosseed_torch IN_LIST ARG_PRIVATE)
    target_precompile_headers(${name} REUSE_FROM crosseed_torch_test_headers)
  else()
    target_precompile_headers(${name} REUSE_FROM crosseed_test_headers)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  # Idle OpenMP threads sleep soon, as the program has it, so that tests also end in time on a busy computer.
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 ENVIRONMENT GOMP_SPINCOUNT=200)
endfunction()
