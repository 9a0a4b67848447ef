#pragma once
// The parts of the kernel's interface that the Glibc module does not export.
