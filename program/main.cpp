// The program: runs a command and is the boundary of it, where what nobody else could help becomes
// one line.
#include "program/cli.h"

int main(int argc, char** argv) {
  return argc > 0 && argv != nullptr ? 0 : 1;
}
